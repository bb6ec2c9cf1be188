import ssh2 from 'ssh2'

/**
 * A key pair as ssh-keygen makes one, Ed25519. Of a hundred that ssh2 makes one is malformed, and its own reader says so: another is made.
 *
 * @param passphrase seals the private key
 */
export function makeSshKey(passphrase?: string): { public: string; private: string } {
  for (;;) {
    const pair = passphrase
      ? ssh2.utils.generateKeyPairSync('ed25519', { cipher: 'aes256-ctr', passphrase, rounds: 4 })
      : ssh2.utils.generateKeyPairSync('ed25519')
    if (!(ssh2.utils.parseKey(pair.private, passphrase) instanceof Error)) return pair
  }
}
