/** For plugins that keep files. */
export { documentHead } from '../../harness/history/document-files.ts';
export { parseVersioned } from '../../harness/history/parse-versioned-json.ts';
export { clearAbandoned, ensureStateFolder } from '../../harness/history/state-folder.ts';
export { beginTurn } from '../../harness/history/store/file-lock.ts';
export { holdName } from '../../harness/host/name-lock.ts';
export { changedAt, realPath, stampFile } from '../../harness/host/trees.ts';
