import type { CallNamePatterns } from '../../../analysis/find-call-candidates-by-name.ts';
import { BLOCKING_CLIENT_CALLS } from './blocking-client-call-names.ts';
import type { BlockingCallPatterns } from './blocking-io-kind.ts';

const NONE = /(?!)/u;

/** R653-03 to R653-05, and calls doing the same under another name, most severe first. */
export const PYTHON_BLOCKING_CALLS: readonly BlockingCallPatterns[] = [
  ...BLOCKING_CLIENT_CALLS,
  {
    kind: 'subprocess',
    packaged:
      /^(?:subprocess\.(?:run|call|check_call|check_output|getoutput|getstatusoutput)|subprocess\.Popen\.(?:wait|communicate)|os\.(?:system|popen|waitpid|wait)|pexpect\.(?:run|spawn\.expect\w*)|pypandoc\.convert_(?:text|file)|ffmpeg\.(?:probe|run|input(?:\.\w+)*\.run)|pydub\.AudioSegment\.from_\w+|textract\.process|psutil\.(?:wait_procs|Process\.wait))$/u,
    written: NONE,
  },
  {
    kind: 'thread',
    packaged:
      /^(?:threading\.(?:Thread\.join|Timer\.join|Barrier\.wait)|multiprocessing\.(?:Process\.join|Pool\.(?:map|starmap|apply|join))|concurrent\.futures\.(?:wait|as_completed))$/u,
    written: NONE,
  },
  {
    kind: 'walk',
    packaged:
      /^(?:os\.walk|glob\.i?glob|shutil\.(?:copytree|rmtree|make_archive|unpack_archive)|(?:zipfile\.ZipFile|tarfile\.(?:open|TarFile(?:\.open)?))\.(?:extractall|extract|read|write|add|writestr)|pathlib\.Path\.(?:rglob|walk))$/u,
    written: NONE,
  },
  {
    kind: 'file',
    packaged:
      /^(?:io\.open|gzip\.open|bz2\.open|lzma\.open|codecs\.open|pathlib\.Path\.open|shutil\.(?:copy|copy2|copyfile|copyfileobj|move)|tarfile\.open|fileinput\.input|atomicwrites\.atomic_write|numpy\.(?:load|save|savez|loadtxt|savetxt|genfromtxt)|joblib\.(?:load|dump)|torch\.(?:load|save))$/u,
    written: /^open$|^(?!(?:anyio|aiopath|aiofiles|trio)\.).*\.(?:read|write)_(?:bytes|text)$/su,
  },
  {
    kind: 'metadata',
    packaged:
      /^(?:pathlib\.Path\.(?:exists|stat|lstat|is_file|is_dir|is_symlink|mkdir|unlink|rmdir|iterdir|glob|rename|replace|touch|chmod|symlink_to|hardlink_to|readlink|samefile|owner|group)|os\.(?:listdir|scandir|remove|unlink|makedirs|removedirs|mkdir|rename|renames|replace|rmdir|stat|lstat|chmod|chown|link|symlink|readlink|utime|statvfs|access|truncate)|os\.path\.(?:exists|lexists|isfile|isdir|islink|ismount|getsize|getmtime|getctime|getatime|samefile)|shutil\.disk_usage)$/u,
    written: NONE,
  },
];

/** Archives, images and other objects also have a method so named, so the arguments decide. */
export const OPEN_METHOD_CALLS: CallNamePatterns = { packaged: NONE, written: /^[\w.]+\.open$/u };

/** R653-06. Calls only reading metadata (`existsSync`) take microseconds and are excluded. */
export const NODE_BLOCKING_CALLS: readonly BlockingCallPatterns[] = [
  {
    kind: 'network',
    packaged: /^(?:sync-request|sync-fetch|then-request\.sync)$/u,
    written: NONE,
  },
  {
    kind: 'subprocess',
    packaged:
      /^(?:node:child_process\.(?:default\.)?(?:exec|execFile|spawn)Sync|execa\.(?:execaSync|execaCommandSync|sync)|cross-spawn\.(?:default\.)?sync|shelljs\.(?:default\.)?exec|zx\.\$\.sync)$/u,
    written: NONE,
  },
  {
    kind: 'file',
    packaged:
      /^(?:node:fs|fs-extra|graceful-fs)\.(?:default\.)?(?:(?:read|write|append|copy)File|readdir|rm|cp|copy|move|remove|emptyDir|outputFile|readJson|readJSON|writeJson|writeJSON|outputJson|read|write|truncate|mkdtemp|opendir)Sync$|^(?:glob|globby|fast-glob|tinyglobby)\.(?:default\.)?(?:globSync|globbySync|sync)$|^(?:rimraf\.(?:default\.)?(?:rimrafSync|sync)|del\.deleteSync|write-file-atomic\.(?:default\.)?sync|jsonfile\.(?:default\.)?(?:read|write)FileSync|load-json-file\.loadJsonFileSync|shelljs\.(?:default\.)?(?:cp|mv|rm|cat|find|grep|sed))$/u,
    written: NONE,
  },
];
