// The files of a drop of files and folders, each folder's by a name that tells where in it they were.

/** What systems leave in folders, and nobody means to send. */
const kLitter = /^(\.DS_Store|Thumbs\.db|desktop\.ini|\._.*)$/i;

/**
 * To be called before the first await of the event: what was dropped can be asked for only then.
 * @param {DataTransfer | null} data
 * @returns {Promise<File[]>} in the order dropped, those of a folder by name; what cannot be read is left out
 */
export async function dropped(data) {
  const items = [...(data?.items ?? [])].filter((item) => item.kind === 'file');
  const found = items.map((item) => ({ entry: item.webkitGetAsEntry?.() ?? null, file: item.getAsFile() }));
  const files = await Promise.all(found.map(({ entry, file }) => (entry?.isDirectory ? filesIn(entry, '') : file ? [file] : [])));
  return files.flat();
}

/** Those of an input with `webkitdirectory`. @param {File[]} files @returns {File[]} */
export const chosenFolder = (files) =>
  files.filter((file) => !kLitter.test(file.name)).map((file) => renamed(file, file.webkitRelativePath || file.name));

/** @param {FileSystemEntry} entry @param {string} path of the folder that it is in, empty or ending with a slash @returns {Promise<File[]>} */
async function filesIn(entry, path) {
  if (entry.isFile) {
    if (kLitter.test(entry.name)) return [];
    const file = await new Promise((resolve) => /** @type {FileSystemFileEntry} */ (entry).file(resolve, () => resolve(null)));
    return file ? [renamed(file, path + entry.name)] : [];
  }
  const entries = await entriesOf(/** @type {FileSystemDirectoryEntry} */ (entry));
  entries.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
  return (await Promise.all(entries.map((inner) => filesIn(inner, `${path}${entry.name}/`)))).flat();
}

/** A reader gives a hundred or so at a time, and then none. @param {FileSystemDirectoryEntry} folder @returns {Promise<FileSystemEntry[]>} */
async function entriesOf(folder) {
  const reader = folder.createReader();
  const entries = [];
  for (;;) {
    /** @type {FileSystemEntry[]} */
    const some = await new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (some.length === 0) return entries;
    entries.push(...some);
  }
}

/** Names have no slashes in a drop: `Rome/Day 1/a.jpg` goes as `Rome - Day 1 - a.jpg`. @param {File} file @param {string} path */
const renamed = (file, path) => new File([file], path.replaceAll('/', ' - '), { type: file.type, lastModified: file.lastModified });
