import ExocapRuntime
import Glibc
@testable import LinuxIO
import Testing

@Suite struct ControlPeerTests {
  @Test func ownUserRootAndGroupMaySpeak() {
    let rule = ControlPeer(user: 200, group: 300)
    func peer(_ user: UInt32, _ group: UInt32) -> UnixStream.Peer { UnixStream.Peer(process: 1, user: user, group: group) }
    #expect(rule.allows(peer(200, 1), groups: []))
    #expect(rule.allows(peer(0, 1), groups: []))
    #expect(rule.allows(peer(1000, 300), groups: []))
    #expect(rule.allows(peer(1000, 1000), groups: [4, 300]))
    #expect(!rule.allows(peer(1000, 1000), groups: [4, 24]))
  }

  @Test func furtherGroupsAreThoseOfTheProcess() {
    var groups = [gid_t](repeating: 0, count: 256)
    let count = unsafe getgroups(256, &groups)
    #expect(ControlPeer.groups(ofProcess: getpid()).sorted() == groups.prefix(Int(max(0, count))).sorted())
    #expect(ControlPeer.groups(ofProcess: -1) == [])
  }
}
