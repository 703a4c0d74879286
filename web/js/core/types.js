// The words that the core and the pages share, as JSDoc types. Nothing here runs.

/**
 * What a viewer is asked to do; a request that an honest client keeps, not a guarantee.
 * @typedef {{seconds?: number, watermark?: string, hold?: boolean, download?: boolean}} ViewRequest
 */

/**
 * A file to be sealed. An empty caption or preview is none.
 * @typedef {{name: string, type?: string, size: number, width?: number, height?: number, preview?: string, caption?: string}} FileRequest
 */

/**
 * A file in a drop. `offset` is its place in the plaintext archive, in bytes.
 * @typedef {object} ManifestFile
 * @property {string} name sanitised
 * @property {string} type media type, or '' where unknown
 * @property {number} size in bytes
 * @property {number} offset in bytes from the start of the plaintext
 * @property {number} [width] of a picture, in pixels
 * @property {number} [height]
 * @property {string} [preview] thumbhash, base64url
 * @property {string} [caption]
 */

/** @typedef {{v: 1, note?: string, files: ManifestFile[], view?: ViewRequest}} Manifest */

/** Told how far Argon2id is, from 0 to 1, where it takes long: without WebAssembly. @typedef {(done: number) => void} OnProgress */

/** Argon2id work factors: passes, and memory in bytes. @typedef {{ops: number, mem: number}} PasswordParams */

/**
 * A run of the plaintext archive, in order: bytes that the core made, or the whole of the file with that index.
 * @typedef {{bytes: Uint8Array} | {file: number}} ArchivePiece
 */

/**
 * One way into the drop, as `PUT /drops/{drop}/grants/{grant}` wants it; `fragment` goes after `/d#`.
 * @typedef {object} NewGrant
 * @property {string} fragment secret: '1' and 43 characters of base64url
 * @property {string} grant id, base64url
 * @property {string} accessVerifier base64url
 * @property {string} header base64url of the age header and the payload nonce
 * @property {PasswordParams | null} password
 */

/** A part as the server gets it, and the tags of its chunks. @typedef {{sealed: Blob, tags: string}} SealedPart */

/**
 * A drop being made.
 * @typedef {object} Sender
 * @property {string} drop id, base64url
 * @property {string} ownerFragment secret: goes after `/m#`
 * @property {string} ownerToken secret, base64url
 * @property {string} ownerVerifier base64url
 * @property {string} ownerKey base64url
 * @property {NewGrant} grant
 * @property {number} size of the plaintext with padding, in bytes
 * @property {number} partSize in bytes
 * @property {number} partCount
 * @property {Manifest} manifest as sealed, names sanitised and made unique
 * @property {ArchivePiece[]} archive
 * @property {number} workers how many parts are sealed at a time
 * @property {(n: number, plain: Blob) => Promise<SealedPart>} sealPart reads and seals part n; rejects with code 'unreadable' where
 *   a file is no longer what was chosen
 * @property {(note: object) => Promise<string>} sealNote JSON for the owner → base64url
 * @property {(hint: object) => Promise<string>} sealHint JSON for whoever holds the link → base64url
 * @property {() => void} close wipes the keys and ends the workers
 */

/**
 * A share link that was opened (no view is taken by that).
 * @typedef {object} Link
 * @property {string} grant id, base64url
 * @property {(sealed: string) => Promise<object>} openHint
 * @property {(password: string | null, params: PasswordParams | null, onProgress: OnProgress) => Promise<Access>} unlock slow when there is a password
 * @property {() => void} close
 */

/**
 * @typedef {object} Access
 * @property {string} accessToken secret, base64url
 * @property {(payload: {header: string, size: number, partSize: number}) => Promise<Receiver>} receive
 *   rejects with code 'wrong-key' or 'bad-header'
 */

/**
 * A part's plaintext, as a Blob, which is of a file or may be kept out of the page's memory by the browser, and the memory that it came in.
 * @typedef {{plain: Blob, memory: ArrayBuffer}} OpenedPart
 */

/**
 * A payload being opened. Part 0 must be opened first: the manifest is in it.
 * @typedef {object} Receiver
 * @property {number} partCount
 * @property {number} workers how many parts are opened at a time
 * @property {(n: number, sealed: ArrayBuffer, folder: string | null) => Promise<OpenedPart>} openPart takes (transfers) the sealed
 *   part; checks every tar entry that begins in it against the manifest; writes the plaintext to a folder of the browser's storage
 *   if one is named
 * @property {() => Manifest} manifest after part 0
 */

/**
 * What a manage link opens.
 * @typedef {object} Owner
 * @property {string} drop id, base64url
 * @property {string} ownerToken secret, base64url
 * @property {(sealed: string) => Promise<object>} openNote
 * @property {(note: object) => Promise<string>} sealNote
 * @property {(sealed: string) => Promise<object>} openEvent
 * @property {() => void} close
 */

/** A lease token and its verifier, both base64url. @typedef {{token: string, verifier: string}} Lease */

export {};
