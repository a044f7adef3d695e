// holdings
