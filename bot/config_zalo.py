"""The settings of both ways to Zalo: the Bot Platform and the Official Account."""

from __future__ import annotations

import hashlib
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr

from bot import config_rules as rules
from bot.config_section import Section


class ZaloWebhookSettings(Section):
    """Where Zalo brings updates, and the word by which it is known."""

    url: Annotated[str, AfterValidator(rules.zalo_webhook_address)] = ""
    secret: Annotated[SecretStr, AfterValidator(rules.zalo_webhook_secret), Field(exclude=True)] = SecretStr("")


class ZaloSettings(Section):
    """The bot on the Zalo Bot Platform; without a token there is none."""

    token: Annotated[SecretStr, AfterValidator(rules.one_word), Field(exclude=True)] = SecretStr("")
    base_url: Annotated[str, AfterValidator(rules.zalo_address)] = "https://bot-api.zaloplatforms.com"
    webhook: ZaloWebhookSettings = ZaloWebhookSettings()
    messages_per_month: Annotated[int, Field(ge=0)] = 3000

    @property
    def is_on(self) -> bool:
        """Whether there is a bot."""
        return bool(self.token.get_secret_value())

    @property
    def by_webhook(self) -> bool:
        """Whether Zalo is to bring the updates; else the program asks for them."""
        return self.is_on and bool(self.webhook.url)

    @property
    def webhook_secret(self) -> str:
        """The word by which Zalo is known: the one set, or one that follows from the token, the same in every process."""
        set_by_hand = self.webhook.secret.get_secret_value()
        return set_by_hand or hashlib.sha256(f"webhook {self.token.get_secret_value()}".encode()).hexdigest()

    @property
    def methods_url(self) -> str:
        """What stands before the token and the method's name."""
        return f"{self.base_url.removesuffix('/bot')}/bot"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be shown anywhere."""
        given = (self.token.get_secret_value(), self.webhook.secret.get_secret_value())
        return (*given, self.webhook_secret) if self.by_webhook else given


class ZaloOaWebhookSettings(Section):
    """The address that is entered at developers.zalo.me."""

    url: Annotated[str, AfterValidator(rules.zalo_webhook_address)] = ""


class ZaloOaSettings(Section):
    """The Official Account; without the app's id and secret key there is none."""

    app_id: str = ""
    secret_key: Annotated[SecretStr, AfterValidator(rules.one_word), Field(exclude=True)] = SecretStr("")
    oa_secret: Annotated[SecretStr, AfterValidator(rules.one_word), Field(exclude=True)] = SecretStr("")
    refresh_token: Annotated[SecretStr, AfterValidator(rules.one_word), Field(exclude=True)] = SecretStr("")
    oauth_url: Annotated[str, AfterValidator(rules.zalo_address)] = "https://oauth.zaloapp.com"
    api_url: Annotated[str, AfterValidator(rules.zalo_address)] = "https://openapi.zalo.me"
    webhook: ZaloOaWebhookSettings = ZaloOaWebhookSettings()
    paid_messages: bool = True

    @property
    def is_on(self) -> bool:
        """Whether there is an account to speak for."""
        return bool(self.app_id and self.secret_key.get_secret_value())

    @property
    def webhook_path(self) -> str:
        """Where on our own site Zalo brings events."""
        return urlsplit(self.webhook.url).path or "/zalo-oa"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be shown anywhere."""
        return tuple(secret.get_secret_value() for secret in (self.secret_key, self.oa_secret, self.refresh_token))
