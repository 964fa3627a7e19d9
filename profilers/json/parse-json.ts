import { BadProfile } from '../bad-profile.ts';

/** JSON of a profile. @throws BadProfile telling a file that is cut short from one that is no JSON. */
export function parseJson(text: string): unknown {
  if (text.trim() === '') throw new BadProfile('the file is empty');
  try {
    return JSON.parse(text);
  } catch (error) {
    const isCut = /^\s*[{[]/.test(text) && !/[}\]]\s*$/.test(text);
    const { message } = error as Error;
    throw new BadProfile(isCut ? 'the file is cut short' : `it is not JSON: ${message}`);
  }
}
