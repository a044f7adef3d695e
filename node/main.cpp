#include "node/daemon.hpp"

int main(int argc, char** argv) {
    return praxis::node::run_daemon(argc, argv);
}
