/** A profile that cannot be read; the message says what is wrong with it, without its path. */
export class BadProfile extends Error {
  override readonly name = 'BadProfile';
}
