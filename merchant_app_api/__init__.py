"""The stores' door, ``/merchant/v1``: a phone behind a counter hears an order, sees the money, answers in one tap."""

from flask_smorest import Blueprint

from merchant_app_api.feed import feed
from merchant_app_api.login import login
from merchant_app_api.money import money
from merchant_app_api.offers import offers
from merchant_app_api.orders import orders
from merchant_app_api.photos import photos
from merchant_app_api.printers import printers
from merchant_app_api.reports import reports
from merchant_app_api.staff import staff
from merchant_app_api.stock import stock
from merchant_app_api.store import store
from merchant_app_api.till import till
from merchant_app_api.wechat import wechat


def merchant_doors() -> list[Blueprint]:
    """The blueprints of this door."""
    return [login, store, offers, orders, stock, reports, feed, wechat, till, photos, staff, money, printers]
