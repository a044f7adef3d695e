// peer_space
