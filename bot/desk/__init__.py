"""What people do to a request: every act is one method with the transaction it belongs to."""
