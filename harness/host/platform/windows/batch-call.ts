/** What `cmd` would read as its own, in the text after `/c`. */
const SPECIAL = /[()\][%!^"`<>&|;, *?]/gu;

/**
 * Arguments of `cmd.exe` that have it run a batch file with these arguments, each of which arrives as it
 * is. Programs read quotes and backslashes by one rule, `cmd` before them by another (see
 * CommandLineToArgvW, and "Everyone quotes command line arguments the wrong way" of Microsoft).
 */
export function batchCall(path: string, args: readonly string[]): readonly string[] {
  // Those that npm puts beside packages call `cmd` a second time, by `%*`.
  const isShim = /node_modules[\\/]\.bin[\\/][^\\/]+\.cmd$/iu.test(path);
  const words = [
    escapeSpecial(path),
    ...args.map((arg) => (isShim ? escapeSpecial(quote(arg)) : quote(arg))),
  ];
  return ['/d', '/s', '/c', `"${words.join(' ')}"`];
}

/** Quoted for the program, then escaped for `cmd`. */
function quote(arg: string): string {
  const quoted = arg
    // Backslashes before a quote are doubled, and the quote is escaped; so are those at the end.
    .replace(/(\\*)"/gu, '$1$1\\"')
    .replace(/(\\*)$/u, '$1$1');
  return escapeSpecial(`"${quoted}"`);
}

function escapeSpecial(text: string): string {
  return text.replace(SPECIAL, '^$&');
}
