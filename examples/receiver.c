// A robot that follows at once: the smallest controller that exocap can drive.
//
//   cc -std=c11 -I Sources/CExocap/include examples/receiver.c -o receiver
//   ./receiver PORT ROBOT JOINT_MAP_HASH [COUNT]
//
// It grants the first claim, follows the commands of that run, prints each, and answers with a state. `exocap rig
// check` prints the joint-map hash of a robot. It has no gate: on a real robot use docs/gate-transitions.tsv.
#define _POSIX_C_SOURCE 200809L
#include <arpa/inet.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#include "exocap_link.h"

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

// What both answers have in common. The run should be random; the time since boot will do here.
static exocap_link_header answer(uint8_t kind, const exocap_link_header *to, uint32_t epoch) {
  static uint64_t run = 0, sequence = 0;
  if (run == 0) run = (uint64_t)now() | 1;
  exocap_link_header header = {0};
  header.kind = kind;
  header.robot = to->robot;
  header.joint_map_hash = to->joint_map_hash;
  header.run = run;
  header.epoch = epoch;
  header.sequence = sequence += 1;
  header.sent = header.captured = now();
  return header;
}

// The lease: who holds it, since when we know of nothing newer, and what we did not take.
static exocap_link_echo echo = {.accepted_age = -1, .accepted_delay = -1, .extra = {NAN, NAN, NAN}};
// Where nothing is kept over restarts, the time of day makes epochs grow.
static uint32_t epoch;

static size_t grant(const exocap_link_header *claim, exocap_link_grant_datagram *reply) {
  if (echo.owner_run == 0) epoch = (uint32_t)time(NULL);
  if (echo.owner_run == 0) echo.owner_run = claim->run;
  reply->grant = (exocap_link_grant){claim->run, claim->sequence, 0, 0};
  if (echo.owner_run != claim->run) reply->grant.result = EXOCAP_REJECT_HELD;
  if (echo.gate_state == EXOCAP_GATE_FREE) echo.gate_state = EXOCAP_GATE_GRANTED;
  reply->header = answer(EXOCAP_LINK_GRANT, claim, epoch);
  return exocap_link_finish(&reply->header);
}

// What the gate of a real robot decides; here without takes, silence and weights.
static int check(const exocap_link_header *command) {
  static exocap_link_delay delays;
  if (command->run != echo.owner_run) return EXOCAP_REJECT_NOT_OWNER;
  if (command->epoch != epoch) return EXOCAP_REJECT_EPOCH;
  if (!exocap_link_is_newer(command->sequence, echo.accepted_sequence)) return EXOCAP_REJECT_SEQUENCE;
  echo.accepted_delay = exocap_link_delay_of(&delays, command->run, command->sent, now());
  if (echo.accepted_delay > command->time_to_live) return EXOCAP_REJECT_LATE;
  echo.accepted_sequence = command->sequence;
  echo.accepted_age = 0;
  echo.gate_state = EXOCAP_GATE_FOLLOWING;
  return EXOCAP_REJECT_NONE;
}

static size_t follow(const exocap_link_command_datagram *command, exocap_link_state_datagram *state) {
  const exocap_link_header *header = &command->header;
  printf("command %llu epoch %u q", (unsigned long long)header->sequence, header->epoch);
  state->header = answer(EXOCAP_LINK_STATE, header, epoch);
  state->header.joint_count = header->joint_count;
  state->echo = echo;
  for (size_t index = 0; index < EXOCAP_LINK_GROUPS; index += 1) {
    state->groups[index] = (exocap_link_group_state){command->groups[index].weight, NAN};
  }
  for (size_t index = 0; index < header->joint_count; index += 1) {
    const exocap_link_joint_command *joint = &command->joints[index];
    printf(" %.9g", (double)joint->q);
    state->joints[index] = (exocap_link_joint_state){joint->q, joint->dq, NAN};
  }
  printf("\n");
  return exocap_link_finish(&state->header);
}

int main(int count, char **words) {
  if (count < 4) return fprintf(stderr, "usage: receiver PORT ROBOT JOINT_MAP_HASH [COUNT]\n"), 2;
  uint32_t robot = (uint32_t)strtoul(words[2], NULL, 0), joints = (uint32_t)strtoul(words[3], NULL, 0);
  long left = count > 4 ? atol(words[4]) : -1;
  int socket_number = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in own = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(words[1]))};
  own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);  // INADDR_ANY to hear other hosts
  socklen_t own_length = sizeof own;
  if (bind(socket_number, (struct sockaddr *)&own, sizeof own) != 0) return perror("bind"), 1;
  getsockname(socket_number, (struct sockaddr *)&own, &own_length);
  setvbuf(stdout, NULL, _IOLBF, 0);
  printf("port %u\n", ntohs(own.sin_port));

  static exocap_link_command_datagram in;
  static union { exocap_link_grant_datagram grant; exocap_link_state_datagram state; } out;
  while (left != 0) {
    struct pollfd wait = {.fd = socket_number, .events = POLLIN};
    if (poll(&wait, 1, left > 0 ? 10000 : -1) == 0) return fprintf(stderr, "10 s of silence\n"), 1;
    struct sockaddr_in from;
    socklen_t from_length = sizeof from;
    ssize_t length = recvfrom(socket_number, &in, sizeof in, 0, (struct sockaddr *)&from, &from_length);
    if (length < 0) continue;
    exocap_link_header header;
    int reason = exocap_link_validate(&in, (size_t)length, robot, joints, &header);
    size_t reply = 0;
    if (reason == EXOCAP_REJECT_NONE && header.kind == EXOCAP_LINK_CLAIM) {
      reply = grant(&header, &out.grant);
    } else if (reason == EXOCAP_REJECT_NONE && header.kind == EXOCAP_LINK_COMMAND) {
      reason = check(&header);
      if (reason == EXOCAP_REJECT_NONE) reply = follow(&in, &out.state), left -= left > 0;
    } else if (reason == EXOCAP_REJECT_NONE && header.kind == EXOCAP_LINK_RETURN && header.run == echo.owner_run) {
      echo.owner_run = echo.accepted_sequence = 0;
      echo.gate_state = EXOCAP_GATE_FREE;
    }
    if (reason != EXOCAP_REJECT_NONE) printf("refused %d\n", reason), echo.rejects[reason] += 1;
    if (reply > 0) sendto(socket_number, &out, reply, 0, (struct sockaddr *)&from, from_length);
  }
  return 0;
}
