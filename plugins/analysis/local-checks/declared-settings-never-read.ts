export interface UnreadSetting {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

/** Names of settings that bear on speed, in either spelling. */
const SETTING =
  /^(?:\w*(?:batch|chunk|page|pool|cache|queue|buffer)_?size|\w*(?:max|min)_?(?:connections?|concurrency|workers?|sockets|retries|overflow|pool_?size)|concurrency|connection_?limit|\w*cache_?ttl|keep_?alive\w*|prefetch\w*|\w*timeout(?:_?ms)?|pool_?recycle|pool_?pre_?ping|num_?workers)$/iu;
const CONFIG_FILE =
  /(?:^|[/.-])(?:config\w*|settings|options|constants|defaults|\.env\w*|application)(?:\.[\w.]+)?$|\.env(?:\.\w+)?$/iu;
const DATA_FILE = /\.(?:ya?ml|json|toml|ini|env)$|(?:^|\/)\.env/iu;

/**
 * Finds settings, declared in a settings file or as a constant at the top of a module, whose name
 * occurs only in declarations (H812-13). `batch_size`, `BATCH_SIZE` and `batchSize` are the same
 * name.
 * @param files - Texts of the sources and settings files, by path.
 */
export function findUnreadSettings(files: ReadonlyMap<string, string>): readonly UnreadSetting[] {
  const declared: UnreadSetting[] = [];
  const read = new Set<string>();
  for (const [file, text] of files) {
    for (const [at, line] of text.split('\n').entries()) {
      const declaration = declarationIn(file, line);
      if (declaration !== null) declared.push({ name: declaration, file, line: at + 1 });
      const rest = declaration === null ? line : line.replace(declaration, '');
      if (DATA_FILE.test(file) || /^\s*(?:\/\/|#|\*|\/\*)/u.test(line)) continue;
      for (const [word] of rest.matchAll(/[A-Za-z_]\w+/gu)) {
        if (SETTING.test(word) && !isTyped(rest, word)) read.add(plain(word));
      }
    }
  }
  return declared.filter(({ name }) => !read.has(plain(name)));
}

/** Returns the name of the setting that a line declares; null if it declares none. */
function declarationIn(file: string, line: string): string | null {
  const inConfig = CONFIG_FILE.test(file);
  const pattern = inConfig
    ? /^\s*(?:export\s+)?(?:const\s+|let\s+|readonly\s+|-\s+)?['"]?([A-Za-z_]\w*)['"]?\s*(?:\?)?\s*[:=](?!=)/u
    : /^(?:export\s+)?(?:const\s+)?([A-Z][A-Z0-9_]+|(?<=const\s+)\w+)\s*(?::\s*\w+\s*)?=(?!=)/u;
  const name = pattern.exec(line)?.[1];
  return name !== undefined && SETTING.test(name) ? name : null;
}

/** Returns true for a type declaration such as `batchSize: number`, which is not a read. */
function isTyped(line: string, word: string): boolean {
  return new RegExp(
    `\\b${word}\\??\\s*:\\s*(?:number|string|boolean|int|float|str|bool)\\b`,
    'u',
  ).test(line);
}

function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}
