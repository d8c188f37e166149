"""The mothers' door: /mom/v1, for the mini-program, the H5 mall and the mom app."""

from flask_smorest import Blueprint

from app.mom_api.about import about
from app.mom_api.addresses import addresses
from app.mom_api.family import family
from app.mom_api.login import login
from app.mom_api.me import myself
from app.mom_api.orders import orders
from app.mom_api.places import places
from app.mom_api.products import products
from app.mom_api.wechat import wechat


def mom_doors() -> list[Blueprint]:
    """The blueprints of this door."""
    return [about, login, wechat, myself, addresses, family, products, places, orders]
