"""What editors are told who write and send reminders."""

from __future__ import annotations

from typing import Annotated

from knowledge.messages.wording import Section, Sentence, Wording, blanks


class RemindingMessages(Section):
    """The section `reminding`; `rule_…` are the plain choices of what repeats."""

    title: Sentence
    begin: Annotated[Wording, blanks("subscribed", "channels")]
    begin_channel: Annotated[Wording, blanks("channel", "number")]
    begin_draft: Annotated[Wording, blanks("text")]
    button_new: Sentence
    button_draft: Sentence
    button_list: Sentence
    button_past: Sentence
    button_templates: Sentence

    write: Sentence
    write_correction: Sentence
    too_long: Annotated[Wording, blanks("limit")]
    too_long_picture: Annotated[Wording, blanks("limit")]
    no_picture: Sentence
    picture_too_large: Annotated[Wording, blanks("limit")]
    no_draft: Sentence
    changed_meanwhile: Sentence

    hub_title: Sentence
    hub_preview: Sentence
    hub_topic: Annotated[Wording, blanks("topic")]
    hub_who: Annotated[Wording, blanks("who", "number")]
    hub_when: Annotated[Wording, blanks("when")]
    hub_urgent: Sentence
    hub_corrects: Annotated[Wording, blanks("number")]
    button_text: Sentence
    button_no_picture: Sentence
    button_entry: Sentence
    button_no_entry: Sentence
    button_topic: Sentence
    button_who: Sentence
    button_when: Sentence
    button_urgent: Sentence
    button_not_urgent: Sentence
    button_test: Sentence
    button_channels: Sentence
    button_template: Sentence
    button_send: Sentence
    button_drop: Sentence
    button_back: Sentence
    dropped: Sentence
    ask_entry: Sentence
    no_entry_found: Sentence
    choose_entry: Sentence
    choose_topic: Sentence
    only_owners: Sentence
    only_owners_send: Sentence
    preview_on: Annotated[Wording, blanks("channel")]
    only_sample: Sentence

    choose_who: Sentence
    who_all: Sentence
    who_person: Sentence
    who_group: Sentence
    who_idle: Sentence
    who_channel: Annotated[Wording, blanks("channel")]
    who_unit: Annotated[Wording, blanks("unit")]
    button_more_units: Sentence
    chosen: Annotated[Wording, blanks("choice")]

    choose_when: Sentence
    when_now: Sentence
    when_at: Annotated[Wording, blanks("at")]
    when_rule: Annotated[Wording, blanks("rule", "at")]
    when_never: Sentence
    button_at: Sentence
    button_hour: Sentence
    button_other_rule: Sentence
    button_working_days: Sentence
    ask_at: Sentence
    ask_hour: Sentence
    ask_rule: Sentence
    bad_time: Sentence
    past_time: Sentence
    bad_rule: Sentence
    rule_week1: Sentence
    rule_week2: Sentence
    rule_week3: Sentence
    rule_week4: Sentence
    rule_week5: Sentence
    rule_month1: Sentence
    rule_month15: Sentence
    rule_tet14: Sentence
    rule_tet7: Sentence
    rule_other: Annotated[Wording, blanks("rule")]
    quiet_then: Annotated[Wording, blanks("at")]

    empty: Sentence
    nobody: Sentence
    test_sent: Annotated[Wording, blanks("channel")]
    test_first: Annotated[Wording, blanks("number")]
    same_before: Annotated[Wording, blanks("at")]
    same_arranged: Annotated[Wording, blanks("at")]
    blank_left: Annotated[Wording, blanks("field")]
    button_anyway: Sentence
    confirm: Annotated[Wording, blanks("number")]
    confirm_again: Annotated[Wording, blanks("number")]
    starts: Sentence
    scheduled: Annotated[Wording, blanks("at")]
    waits_for_approval: Sentence
    approve: Annotated[Wording, blanks("author", "number", "when")]
    button_approve: Sentence
    button_deny: Sentence
    not_own: Sentence
    author_left: Sentence
    approved: Sentence
    denied: Sentence
    was_approved: Annotated[Wording, blanks("text")]
    was_denied_beside: Annotated[Wording, blanks("text")]
    button_write_anew: Sentence
    was_denied: Annotated[Wording, blanks("text")]
    is_over: Sentence

    template_name: Sentence
    template_kept: Annotated[Wording, blanks("name")]
    templates: Sentence
    button_delete: Annotated[Wording, blanks("name")]
    template_deleted: Annotated[Wording, blanks("name")]
    templates_none: Sentence
    ask_field: Annotated[Wording, blanks("field")]

    list_title: Sentence
    list_none: Sentence
    list_line: Annotated[Wording, blanks("state", "text", "at")]
    past_title: Sentence
    past_none: Sentence
    button_stop: Annotated[Wording, blanks("text")]
    button_send_now: Annotated[Wording, blanks("text")]
    button_show: Annotated[Wording, blanks("text")]
    state_waiting: Sentence
    state_scheduled: Sentence
    state_asked: Sentence
    state_preparing: Sentence
    state_running: Sentence
    state_paused: Sentence
    state_cancelled: Sentence
    state_done: Sentence
    stopped: Sentence
    skipped: Sentence
    csv_head: Sentence
    delivery_pending: Sentence
    delivery_sending: Sentence
    delivery_sent: Sentence
    delivery_failed: Sentence
    delivery_blocked: Sentence
    delivery_uncertain: Sentence
    delivery_skipped: Sentence
    csv_name: Annotated[Wording, blanks("number")]
    csv_here: Sentence
    csv_first: Annotated[Wording, blanks("limit")]
    unsure_title: Sentence
    unsure_line: Annotated[Wording, blanks("channel", "chat")]
    unsure_more: Annotated[Wording, blanks("number")]
    sent_again: Annotated[Wording, blanks("number")]
    recall: Annotated[Wording, blanks("number")]
    web_text: Sentence
    web_picture: Sentence
    web_begin: Sentence
