// What every C++ contender of Benchmarks/peers.py shares: questions as lines of standard input, answers as lines of numbers.
#pragma once

#include <ctime>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace contender {

/// [ns] Processor time of this thread.
inline double now() {
  timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return 1e9 * double(t.tv_sec) + double(t.tv_nsec);
}

/// All numbers of a file.
inline std::vector<double> numbers(const std::string &path) {
  std::ifstream file(path);
  if (!file) {
    std::fprintf(stderr, "%s: cannot be read\n", path.c_str());
    std::exit(1);
  }
  std::vector<double> values;
  for (double value; file >> value;) values.push_back(value);
  return values;
}

using Works = std::map<std::string, std::function<std::vector<double>(const std::string &name, long count)>>;

/// Answers until standard input ends. A line is WORK, a name where the work needs one, and how often.
inline int serve(const Works &works) {
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    std::string work, word, name;
    words >> work;
    while (words >> word) {
      if (words.peek() != EOF) name = word;
    }
    const auto found = works.find(work);
    if (found == works.end()) {
      std::fprintf(stderr, "no work %s\n", work.c_str());
      return 1;
    }
    for (double value : found->second(name, std::atol(word.c_str()))) std::printf("%.17g ", value);
    std::printf("\n");
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace contender
