internal import ArgumentParser
struct PlotCommand: ParsableCommand { static let configuration = CommandConfiguration(commandName: "plot"); @Argument var file: String; func run() throws {} }
