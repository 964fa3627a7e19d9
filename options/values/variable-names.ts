import { unreadable } from './long-duration.ts';

/** `HOME,MY_KEY` of `--pass-env`. @throws UserError for what is no list of names. */
export function readNames(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  const wrong = names.find((name) => !/^[A-Za-z_]\w*$/u.test(name));
  if (wrong === undefined) return names;
  throw unreadable('--pass-env', text, 'it takes names of variables with commas between them');
}
