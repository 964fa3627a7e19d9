import { PROFILE_KINDS, type ProfileKind } from '../../api/observe/profile-section.ts';
import { UserError } from '../../harness/model/user-error.ts';

/** What `--kind` says. @throws UserError for a word that is none. */
export function readKind(text: string): ProfileKind {
  const kind = PROFILE_KINDS.find((one) => one === text);
  if (kind !== undefined) return kind;
  throw new UserError({
    code: 'bad-option',
    message: `--kind takes one of ${PROFILE_KINDS.join(', ')}; found "${text}".`,
  });
}
