"""Twilio's resources as JSON: a message, a number, the account, a page of a list."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import urlencode

from aiohttp import web

from sandbox.sms import Network, Sms
from sandbox.world import Json

API_VERSION = "2010-04-01"


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is asked for."""

    number: int
    size: int


def message(network: Network, sms: Sms) -> Json:
    """Write a message as Twilio does, dates in RFC 2822."""
    account_sid = network.account.sid
    uri = f"/{API_VERSION}/Accounts/{account_sid}/Messages/{sms.sid}"
    failed = sms.error_code is not None
    return {
        "body": sms.body,
        "num_segments": str(sms.segments),
        "direction": "inbound" if sms.inbound else "outbound-api",
        "from": sms.sender,
        "to": sms.recipient,
        "date_created": format_datetime(sms.created),
        "date_updated": format_datetime(sms.updated),
        "date_sent": format_datetime(sms.sent) if sms.sent else None,
        "price": None,
        "price_unit": "USD",
        "error_code": sms.error_code,
        "error_message": "Message could not be delivered" if failed else None,
        "uri": f"{uri}.json",
        "account_sid": account_sid,
        "num_media": "0",
        "status": sms.status.value,
        "messaging_service_sid": sms.service,
        "sid": sms.sid,
        "api_version": API_VERSION,
        "subresource_uris": {"media": f"{uri}/Media.json", "feedback": f"{uri}/Feedback.json"},
    }


def number(network: Network) -> Json:
    """Write the account's number and where its inbound messages are posted."""
    owner = network.account
    return {
        "sid": owner.number_sid,
        "account_sid": owner.sid,
        "friendly_name": owner.number,
        "phone_number": owner.number,
        "capabilities": {"voice": True, "sms": True, "mms": False, "fax": False},
        "sms_url": network.inbound_url,
        "sms_method": "POST",
        "sms_fallback_url": "",
        "status": "in-use",
        "api_version": API_VERSION,
        "uri": f"/{API_VERSION}/Accounts/{owner.sid}/IncomingPhoneNumbers/{owner.number_sid}.json",
    }


def account(network: Network) -> Json:
    """Write the account."""
    owner = network.account
    zone = network.world.now().tzinfo
    started = format_datetime(datetime.fromtimestamp(network.world.seed, zone))
    return {
        "sid": owner.sid,
        "friendly_name": "Sandbox",
        "status": "active",
        "type": "Full",
        "owner_account_sid": owner.sid,
        "auth_token": owner.token,
        "date_created": started,
        "date_updated": started,
        "uri": f"/{API_VERSION}/Accounts/{owner.sid}.json",
        "subresource_uris": {},
    }


def listing(request: web.Request, name: str, everything: list[Json], page: Page) -> Json:
    """Write one page of a list, with the addresses of its neighbours."""
    start = page.number * page.size
    shown = everything[start : start + page.size]

    def uri(index: int) -> str:
        query = dict(request.query) | {"PageSize": str(page.size), "Page": str(index)}
        return f"{request.path}?{urlencode(query)}"

    more = start + page.size < len(everything)
    return {
        name: shown,
        "page": page.number,
        "page_size": page.size,
        "start": start,
        "end": max(start + len(shown) - 1, 0),
        "uri": uri(page.number),
        "first_page_uri": uri(0),
        "next_page_uri": uri(page.number + 1) if more else None,
        "previous_page_uri": uri(page.number - 1) if page.number else None,
    }
