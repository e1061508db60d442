"""How far a reminder is and what came of it, in words; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.contract import Button, Reply

if TYPE_CHECKING:
    from handlers.reminder_contract import Delivery, Reminder, Tally
    from knowledge.messages import Messages, ReminderMessages

BAR = 12  # squares of the progress bar
SHOWN = 60  # characters of a reminder's text by which it is told from others


def of_state(tally: Tally, *states: str) -> int:
    """How many deliveries are in these states."""
    return sum(number for (state, _), number in tally.items() if state in states)


def number(count: int) -> str:
    """The number as it is written in Vietnam: 1.234."""
    return f"{count:,}".replace(",", ".")


def shown_text(reminder: Reminder) -> str:
    """The beginning of what it says, on one line."""
    text = " ".join(reminder.text.split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN].rstrip()}…"


def progress_reply(reminder: Reminder, tally: Tally, rate: float | None, messages: Messages) -> Reply:
    """One message while it runs: a bar, the numbers, and the buttons."""
    reminders = messages.reminders
    left = of_state(tally, "pending", "sending")
    total = max(reminder.total, 1)
    full = BAR * (total - left) // total
    lines = [
        "▓" * full + "░" * (BAR - full) + f" {100 * (total - left) // total}%",
        reminders.progress_counts.format(
            sent=number(of_state(tally, "sent")),
            failed=number(of_state(tally, "failed", "blocked", "uncertain", "skipped")),
            left=number(left),
        ),
    ]
    if reminder.state == "paused":
        lines.append(reminders.progress_paused)
    elif rate:
        minutes = int(left / rate / 60) + 1
        lines.append(reminders.progress_speed.format(speed=f"{rate:.0f}" if rate >= 1 else "<1", minutes=number(minutes)))
    return Reply(
        "\n".join(lines),
        reminders.progress_title.format(text=shown_text(reminder)),
        buttons=_buttons(reminder, reminders),
        edits=True,
    )


def report_reply(reminder: Reminder, tally: Tally, messages: Messages) -> Reply:
    """What came of it: how many got it, and for what reasons the others did not."""
    reminders = messages.reminders
    named = shown_text(reminder) if reminder.kind != "recall" else reminders.recalled
    title = reminders.report_title.format(text=named)
    if reminder.total and not tally:
        return Reply(reminders.report_forgotten.format(total=number(reminder.total)), title)
    lines = [reminders.report_sent.format(sent=number(of_state(tally, "sent")), total=number(reminder.total))]
    reasons = [
        getattr(reminders, f"reason_{reason or state}", reminders.reason_other).format(number=number(count))
        for (state, reason), count in sorted(tally.items(), key=lambda item: -item[1])
        if state not in {"sent", "pending", "sending"} and count
    ]
    if left := of_state(tally, "pending", "sending"):
        reasons.append(reminders.reason_unsent.format(number=number(left)))
    if reasons:
        lines.append(reminders.report_reasons.format(reasons=", ".join(reasons)))
    return Reply("\n".join(lines), title, buttons=_afterwards(reminder, tally, reminders))


def reason_text(delivery: Delivery, messages: Messages) -> str:
    """Why it did not arrive, without a number; empty where it did, or still may."""
    if not delivery.reason or delivery.state in {"pending", "sending", "sent"}:
        return ""
    wording = getattr(messages.reminders, f"reason_{delivery.reason}", messages.reminders.reason_other)
    return str(wording.format(number="")).strip()


def _buttons(reminder: Reminder, reminders: ReminderMessages) -> tuple[Button, ...]:
    goes_on = reminder.state == "paused"
    label, act = (reminders.button_go_on, "resume") if goes_on else (reminders.button_pause, "pause")
    return (Button(label, f"remind:{act}:{reminder.id}"), Button(reminders.button_cancel, f"remind:cancel:{reminder.id}"))


def _afterwards(reminder: Reminder, tally: Tally, reminders: ReminderMessages) -> tuple[Button, ...]:
    buttons = [Button(reminders.button_csv, f"remind:csv:{reminder.id}")]
    if uncertain := of_state(tally, "uncertain"):
        buttons += [
            Button(reminders.button_uncertain, f"remind:unsure:{reminder.id}"),
            Button(reminders.button_again.format(number=number(uncertain)), f"remind:again:{reminder.id}"),
        ]
    if reminder.kind == "reminder" and of_state(tally, "sent"):
        buttons += [
            Button(reminders.button_correct, f"remind:correct:{reminder.id}"),
            Button(reminders.button_recall, f"remind:recall:{reminder.id}"),
        ]
    return tuple(buttons)
