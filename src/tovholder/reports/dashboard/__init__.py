"""Goals and budget on the screen: what was promised, how far it has come, what the money still reaches.

Composition only: the numbers are the programme's, the records behind them the other contexts'.
"""
