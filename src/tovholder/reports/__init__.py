"""What comes out: dashboard, pictures, and the committee's status report."""
