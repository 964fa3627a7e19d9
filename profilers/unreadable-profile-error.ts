/** Thrown for an unreadable profile; the message states the problem, without the path. */
export class BadProfile extends Error {
  override readonly name = 'BadProfile';
}
