"""Who is named where: names of the table, printed tickers, and which of two is meant."""
