import type { CallNames } from '../../../look/full-name.ts';

/** What a blocking call waits for. */
export type BlockingKind = 'file' | 'network' | 'subprocess';

interface BlockingCalls extends CallNames {
  readonly kind: BlockingKind;
}

const NONE = /(?!)/u;

/** R653-03 to R653-05, and what does the same under another name. */
export const PYTHON_CALLS: readonly BlockingCalls[] = [
  {
    kind: 'file',
    packaged:
      /^(?:io\.open|pathlib\.Path\.open|shutil\.(?:copy|copy2|copyfile|copytree|copyfileobj|move|rmtree|make_archive|unpack_archive))$/u,
    written: /^open$|^(?!(?:anyio|aiopath|aiofiles|trio)\.).*\.(?:read|write)_(?:bytes|text)$/su,
  },
  {
    kind: 'network',
    packaged:
      /^(?:requests\.(?:(?:Session|session)\.)?(?:get|post|put|patch|delete|head|options|request)|urllib\.request\.(?:urlopen|urlretrieve)|httpx\.(?:Client\.)?(?:get|post|put|patch|delete|head|options|request|stream))$/u,
    written: NONE,
  },
  {
    kind: 'subprocess',
    packaged:
      /^(?:subprocess\.(?:run|call|check_call|check_output|getoutput|getstatusoutput)|os\.(?:system|popen))$/u,
    written: NONE,
  },
];

/** R653-06. What asks for metadata alone, such as `existsSync`, takes microseconds and is left out. */
export const NODE_CALLS: readonly BlockingCalls[] = [
  {
    kind: 'file',
    packaged:
      /^(?:node:fs|fs-extra|graceful-fs)\.(?:default\.)?(?:(?:read|write|append|copy)File|readdir|rm|cp|copy|move|remove|emptyDir|outputFile|readJson|writeJson|outputJson|read|write|truncate)Sync$/u,
    written: NONE,
  },
  {
    kind: 'network',
    packaged: /^(?:sync-request|sync-fetch|then-request\.sync)$/u,
    written: NONE,
  },
  {
    kind: 'subprocess',
    packaged:
      /^(?:node:child_process\.(?:exec|execFile|spawn)Sync|execa\.(?:execaSync|execaCommandSync|sync)|cross-spawn\.(?:default\.)?sync)$/u,
    written: NONE,
  },
];
