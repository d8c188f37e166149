"""Cloud printers behind one port: 飞鹅 (Feie) and 易联云 (Yilianyun)."""
