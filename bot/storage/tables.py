"""The tables. None has a column that tells who asked."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    literal_column,
    or_,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

questions = Table(
    "questions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("asked_at", Integer, nullable=False),  # seconds since 1970, UTC
    Column("channel", String(20), nullable=False),
    Column("private", Boolean, nullable=False),
    Column("text", Text, nullable=False),  # masked before it came here
    Column("outcome", String(10), nullable=False),
    Column("entry", String(40)),  # the answer, or the first suggestion
    Column("score", Float, nullable=False),
    Column("picked", String(40)),  # the suggestion that was meant; "" when none of them was
    Column("helpful", Boolean),
    Column("handle", String(24), unique=True),  # random, works once, then NULL
    Index("ix_questions_asked_at", "asked_at"),
)

# As literals: SQLite uses an index of some rows only where the same words ask for them.
NOT_ANSWERED = or_(questions.c.outcome == literal_column("'none'"), questions.c.picked == literal_column("''"))
Index(
    "ix_questions_text",
    questions.c.text,
    questions.c.asked_at,
    questions.c.outcome,
    questions.c.picked,
    sqlite_where=NOT_ANSWERED,
    postgresql_where=NOT_ANSWERED,
)

daily_counts = Table(
    "daily_counts",
    metadata,
    Column("day", String(10), primary_key=True),  # 2026-11-23, the day in Vietnam
    Column("channel", String(20), primary_key=True),
    Column("outcome", String(10), primary_key=True),
    Column("entry", String(40), primary_key=True),  # "" when there was none
    Column("asked", Integer, nullable=False),
)

# What tables and charts are made of: questions come here in groups of privacy.min_group, so that no sum of rows tells of fewer.
figures = Table(
    "figures",
    metadata,
    Column("kind", String(10), primary_key=True),  # place, hour, asked, helpful, unhelpful, again
    Column("day", String(10), primary_key=True),  # the day on which the group was full
    Column("what", String(64), primary_key=True),  # "telegram private answer"; "0 13" is Monday, one o'clock; an entry
    Column("made", Boolean, primary_key=True),  # by `camnang demo`
    Column("questions", Integer, nullable=False),
)

# What is not enough for a group yet; nothing but the counting reads it.
gathering = Table(
    "gathering",
    metadata,
    Column("kind", String(10), primary_key=True),
    Column("what", String(64), primary_key=True),
    Column("made", Boolean, primary_key=True),
    Column("questions", Integer, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String(80), primary_key=True),  # telegram:123456789, the messenger's own number of an update
    Column("day", Integer, nullable=False),  # days since 1970; no time of day, that would tell which question came with it
    Column("recorded", Boolean, nullable=False),  # whether its question stands in the log
    Column("begun", Integer, nullable=False),  # how many messages of the reply were handed to the messenger
)

waiting = Table(
    "waiting",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("id", String(80), nullable=False, unique=True),
    Column("kept_at", Integer, nullable=False),  # seconds since 1970, UTC
    Column("sealed", LargeBinary, nullable=False),  # the update, encrypted; deleted as soon as it is answered
)

chats = Table(
    "chats",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("chat", String(64), primary_key=True),
    Column("kind", String(12), nullable=False),  # private, group, supergroup
    Column("active", Boolean, nullable=False),  # whether the bot may write there
    Column("administrator", Boolean, nullable=False),  # whether the bot runs the group
    Column("quiet", Boolean, nullable=False),  # whether the group asked for silence
)

# Used on PostgreSQL, unlogged; on SQLite the process's own memory takes its place and this stays empty.
short_memory = Table(
    "short_memory",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("value", Text, nullable=False),
    Column("forget_at", Integer, nullable=False),  # seconds since 1970, UTC
)

roles = Table(
    "roles",
    metadata,
    Column("account", String(64), primary_key=True),  # telegram:123456789
    Column("role", String(10), nullable=False),  # viewer, editor
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Integer, nullable=False),  # seconds since 1970, UTC
    Column("who", String(64), nullable=False),  # an admin's account
    Column("what", String(40), nullable=False),  # a sentence of messages.admin without its act_
    Column("detail", Text, nullable=False),
)

notices = Table(
    "notices",
    metadata,
    Column("key", String(120), primary_key=True),
    Column("put_at", Integer, nullable=False),  # seconds since 1970, UTC, as is due_at
    Column("due_at", Integer, nullable=False),
    Column("state", String(10), nullable=False),  # pending, sending, sent, failed, uncertain
    Column("address", LargeBinary),  # whom it is for, encrypted; emptied once it left, as is the reply
    Column("reply", LargeBinary),
    Index("ix_notices_state", "state", "due_at"),
)

quiz_approvals = Table(
    "quiz_approvals",
    metadata,
    Column("item", String(40), primary_key=True),
    Column("fingerprint", String(16), nullable=False),  # of the topic as it was compared with
)

practice = Table(
    "practice",
    metadata,
    Column("account", String(64), primary_key=True),  # deleted with /dulieu, as is the row of practice_reminders
    Column("item", String(40), primary_key=True),
    Column("answers", Integer, nullable=False),
    Column("first_right", Boolean, nullable=False),
    Column("delivery", String(80), nullable=False),  # the turn that was counted last, for a day
    Column("state", Integer, nullable=False),  # these as in fsrs.Card
    Column("step", Integer),
    Column("stability", Float, nullable=False),
    Column("difficulty", Float, nullable=False),
    Column("due_at", Integer, nullable=False),  # seconds since 1970, UTC, as is answered_at
    Column("answered_at", Integer, nullable=False),  # the hour of it
)

practice_reminders = Table(
    "practice_reminders",
    metadata,
    Column("account", String(64), primary_key=True),
    Column("notice", String(24), nullable=False),  # random: names the account's notices without naming the account
    Column("minute", Integer, nullable=False),  # of the day
    Column("last_day", String(10), nullable=False),  # 2026-11-23, the day of the last offer
)

# First answers of everybody together; no row tells who gave them.
quiz_totals = Table(
    "quiz_totals",
    metadata,
    Column("item", String(40), primary_key=True),
    Column("version", String(16), primary_key=True),  # of the item's wording
    Column("option", Integer, primary_key=True),
    Column("people", Integer, nullable=False),
    Column("standings", Integer, nullable=False),
    Column("standing_sum", Float, nullable=False),
    Column("standing_squares", Float, nullable=False),
)

# What was learned by one tap, as far as it does not stand in the content folder alone.
learned = Table(
    "learned",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("key", String(500), nullable=False, unique=True),  # the wording as it is compared
    Column("text", Text, nullable=False),
    Column("entry", String(40)),  # NULL: it is out of scope
    Column("state", String(10), nullable=False),  # live, undone
    Column("home", String(300), nullable=False),  # the machine and folder whose file holds it and decides; "" for none
    Column("version", Integer, nullable=False),  # grows with every change, so that all of them together tell of any
)

# What was done about a question that nobody could answer; goes when the question does.
gaps = Table(
    "gaps",
    metadata,
    Column("question", Integer, primary_key=True, autoincrement=False),
    Column("state", String(10), nullable=False),  # learned, ignored, to_write
    Column("lesson", Integer),  # in learned
)

# A question sent on to those who look after the bot. The reply address is encrypted and goes with the row; a day, no time.
escalations = Table(
    "escalations",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("day", Integer, nullable=False),  # days since 1970
    Column("text", Text, nullable=False),  # masked
    Column("address", LargeBinary, nullable=False),
    Column("state", String(10), nullable=False),  # new, open, answered, dismissed
    Column("answer", Text),
    sqlite_with_rowid=False,  # no order of arrival
)

escalation_drafts = Table(
    "escalation_drafts",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("escalation", String(24), nullable=False),
    Column("text", Text, nullable=False),
)

passes = Table(
    "passes",
    metadata,
    Column("hash", String(64), primary_key=True),  # of a secret that only its owner has
    Column("kind", String(8), nullable=False),  # link: works once; session
    Column("account", String(64), nullable=False),
    Column("until", Integer, nullable=False),  # seconds since 1970, UTC
)

evaluations = Table(
    "evaluations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Integer, nullable=False),  # seconds since 1970, UTC
    Column("file", String(200), nullable=False),
    Column("version", String(40), nullable=False),  # the commit; empty where there is no git
    Column("scores", Text, nullable=False),  # JSON: the counts by style
)
