import { createHash } from 'node:crypto';
import { createChange, type IncidentChange } from '../document/investigation-document.ts';
import { judgeSetting } from './assess-configuration-setting-change.ts';
import { readSettings, type Setting } from './read-configuration-settings.ts';

export interface SettingsFile {
  readonly file: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Time, commit and deployment with which a change took effect. */
export type ChangeOrigin = Pick<IncidentChange, 'at' | 'commit' | 'deployment'>;

/** Finds settings that differ, with their meaning. @throws Error where a version is unreadable. */
export async function findChangedSettings(
  { file, before, after }: SettingsFile,
  moment: ChangeOrigin,
): Promise<readonly IncidentChange[]> {
  const [old, fresh] = [await settingsOf(file, before), await settingsOf(file, after)];
  const paths = [...new Set([...old.keys(), ...fresh.keys()])];
  return paths.flatMap((path): readonly IncidentChange[] => {
    const [was, is] = [old.get(path)?.value ?? null, fresh.get(path)?.value ?? null];
    if (was === is) return [];
    const { direction, mechanisms, meaning } = judgeSetting(path, was, is);
    return [
      createChange(moment, {
        id: changeId(file, path, moment),
        kind: 'configuration',
        label: 'CONFIGURATION ISSUE',
        title: `${path}: ${was ?? 'not set'} → ${is ?? 'not set'}${meaning === '' ? '' : ` (${meaning})`}`,
        file,
        line: fresh.get(path)?.line ?? old.get(path)?.line ?? null,
        before: was,
        after: is,
        mechanisms,
        direction,
      }),
    ];
  });
}

async function settingsOf(
  file: string,
  text: string | null,
): Promise<ReadonlyMap<string, Setting>> {
  return text === null ? new Map() : readSettings(file, text);
}

export function changeId(
  file: string,
  path: string,
  { commit }: Pick<ChangeOrigin, 'commit'>,
): string {
  const text = JSON.stringify([file, path, commit]);
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
