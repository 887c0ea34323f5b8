"""The log's pages. They ask the gate, which stands above `audit`: so they live here."""
