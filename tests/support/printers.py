"""What another program than ours made of the same words (see tests/unit/printers)."""

FEIE_SIG = "e544410d453cc678bf480ac601d48c2b34875acb"
YILIANYUN_SIGN = "4ee68ce6af5d97e1970f500e99c48aef"
