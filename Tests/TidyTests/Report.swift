import Testing

/// Fails the test once for each finding, with the place in front.
func report(_ findings: [Finding], location: SourceLocation = #_sourceLocation) {
  for finding in findings {
    // On a line of its own, as compilers print it, so that an editor jumps there.
    print(finding)
    Issue.record("\(finding)", sourceLocation: location)
  }
}
