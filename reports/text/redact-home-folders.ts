/** Home folder of a user on Linux, macOS and Windows, whose name may be escaped for Markdown. */
const HOME =
  /(?<![\w.~-])(?:\/home\/|\/Users\/|[A-Za-z]:(?:\\+|\/)Users(?:\\+|\/))(?:\\[^\s\\A-Za-z0-9]|[^\\/\s'"`:,;)\]}<>])+/gu;

/** Replaces home folders by `~`, since user names are private. */
export function redactHomeFolders(text: string): string {
  return text.replace(HOME, '~');
}
