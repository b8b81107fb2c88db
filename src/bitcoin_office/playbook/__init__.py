"""A country's declared policy: programme, dated parameters, reforms; and the strict reading of what people write."""
