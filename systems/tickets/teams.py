"""Which team answers which intent of a bank's customers."""

from __future__ import annotations

TEAMS = {
    "card orders": (
        "activate_my_card card_about_to_expire card_acceptance card_arrival card_delivery_estimate "
        "card_linking disposable_card_limits get_disposable_virtual_card get_physical_card "
        "getting_spare_card getting_virtual_card order_physical_card "
        "supported_cards_and_currencies visa_or_mastercard"
    ),
    "card help": (
        "apple_pay_or_google_pay card_not_working card_swallowed change_pin compromised_card "
        "contactless_not_working lost_or_stolen_card lost_or_stolen_phone passcode_forgotten "
        "pin_blocked virtual_card_not_working"
    ),
    "payments": (
        "Refund_not_showing_up card_payment_fee_charged card_payment_not_recognised "
        "card_payment_wrong_exchange_rate declined_card_payment "
        "direct_debit_payment_not_recognised extra_charge_on_statement pending_card_payment "
        "request_refund reverted_card_payment? transaction_charged_twice"
    ),
    "cash": (
        "atm_support balance_not_updated_after_cheque_or_cash_deposit cash_withdrawal_charge "
        "cash_withdrawal_not_recognised declined_cash_withdrawal pending_cash_withdrawal "
        "wrong_amount_of_cash_received wrong_exchange_rate_for_cash_withdrawal"
    ),
    "top-ups": (
        "automatic_top_up pending_top_up top_up_by_bank_transfer_charge top_up_by_card_charge "
        "top_up_by_cash_or_cheque top_up_failed top_up_limits top_up_reverted topping_up_by_card "
        "verify_top_up"
    ),
    "transfers": (
        "balance_not_updated_after_bank_transfer beneficiary_not_allowed cancel_transfer "
        "declined_transfer failed_transfer pending_transfer receiving_money transfer_fee_charged "
        "transfer_into_account transfer_not_received_by_recipient transfer_timing"
    ),
    "exchange": "exchange_charge exchange_rate exchange_via_app fiat_currency_support",
    "accounts": (
        "age_limit country_support edit_personal_details terminate_account "
        "unable_to_verify_identity verify_my_identity verify_source_of_funds why_verify_identity"
    ),
}

TEAM_OF = {intent: team for team, intents in TEAMS.items() for intent in intents.split()}
"""The team of each of the 77 intents."""
