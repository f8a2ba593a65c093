import Testing

/// Tests that start processes, and tests that ask who has a device open.
///
/// A child has copies of all our descriptors between its fork and its exec: side by side these tests would see each other's.
@Suite(.serialized) enum OneAtATime {}
