// ExocapRuntime/ composes a rig from files, and runs, records and replays it.
