"""The account of a report's numbers: each that stands anywhere in the document has one state and a place."""

from etl.account.account import take_account
from etl.account.model import LISTED_ELSEWHERE, STATES, Account, AccountedNumber, NumberCount

__all__ = ["LISTED_ELSEWHERE", "STATES", "Account", "AccountedNumber", "NumberCount", "take_account"]
