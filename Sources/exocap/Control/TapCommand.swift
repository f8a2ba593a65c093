internal import ArgumentParser
struct TapCommand: ParsableCommand { static let configuration = CommandConfiguration(commandName: "tap"); func run() throws {} }
