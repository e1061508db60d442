"""What goes on beside the page and the messengers goes on."""

from bot.commands.serving import unfailing
from tests.support import bot_in


async def test_a_chore_that_fails_unforeseen_is_in_the_log_and_begins_anew(tmp_path, caplog):
    begun = []

    async def chore(app):
        begun.append(app)
        if len(begun) < 3:
            raise KeyError("nobody foresaw this")

    async with bot_in(tmp_path) as app:
        await unfailing(chore, app, pause=0)
        assert begun == [app] * 3
    assert caplog.text.count("chore begins anew") == 2
