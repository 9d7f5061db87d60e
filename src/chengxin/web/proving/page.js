"use strict";
// The same checks as chengxin/apps/ledger/offline.py, finding for finding; a test compares them on many files.
(() => {
  const TOLD = JSON.parse(document.getElementById("told").textContent);
  const LATEST = 2 ** 37;
  const byId = id => document.getElementById(id);
  const utf8 = text => new TextEncoder().encode(text);
  const textOf = bytes => new TextDecoder("utf-8", {fatal: true, ignoreBOM: true}).decode(bytes);
  class Unreadable extends Error {}
  const must = is => { if (!is) throw new Unreadable(); };

  // ---- bytes ----
  const join = (...parts) => {
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let place = 0;
    for (const part of parts) { all.set(part, place); place += part.length; }
    return all;
  };
  const same = (one, other) => one.length === other.length && one.every((byte, place) => byte === other[place]);
  const hexOf = bytes => [...bytes].map(byte => byte.toString(16).padStart(2, "0")).join("");
  const fromHex = text => Uint8Array.from(text.match(/../g) || [], pair => parseInt(pair, 16));
  const base64Of = bytes => btoa(String.fromCharCode(...bytes));
  const fromBase64 = (text, length) => {
    let bytes;
    try { bytes = Uint8Array.from(atob(text), sign => sign.charCodeAt(0)); } catch { throw new Unreadable(); }
    must(base64Of(bytes) === text && (length === undefined || bytes.length === length));
    return bytes;
  };
  const sha256 = async bytes => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const nodeHash = (left, right) => sha256(join([1], left, right));

  // The one form of a value; it throws for what has none, and for numbers that this language cannot hold.
  const canonical = value => {
    if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
    if (typeof value === "number") { must(Number.isSafeInteger(value)); return String(value); }
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    return `{${Object.keys(value).sort().map(name => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
  };

  // ---- texts ----
  const NAME = /^[^\s+]+$/u, SIZE = /^(?:0|[1-9][0-9]{0,17})$/;
  const readKey = async text => {
    const [name, id, ...rest] = text.split("+");
    must(rest.length && NAME.test(name));
    const given = fromBase64(rest.join("+"), 33), kind = given[0], publicKey = given.slice(1);
    const full = await sha256(join(utf8(name), [10, kind], publicKey));
    must([1, 4].includes(kind) && hexOf(full.slice(0, 4)) === id);
    return {name, id: full.slice(0, 4), kind, publicKey, text};
  };
  const readSignature = line => {
    must(line.startsWith("— "));
    const [name, content, ...more] = line.slice(2).split(" ");
    must(content !== undefined && !more.length && NAME.test(name));
    const given = fromBase64(content);
    must(given.length > 4);
    return {name, id: given.slice(0, 4), content: given.slice(4)};
  };
  const readNote = text => {
    const gap = text.indexOf("\n\n"), lines = text.slice(0, gap).split("\n"), rest = text.slice(gap + 2);
    must(gap >= 0 && lines.length === 3 && rest.endsWith("\n"));
    const [origin, size, root] = lines;
    must(NAME.test(origin) && SIZE.test(size));
    const head = {origin, size: BigInt(size), root: fromBase64(root, 32), text: `${origin}\n${size}\n${root}\n`};
    return {head, signatures: rest.slice(0, -1).split("\n").map(readSignature)};
  };
  const readGrowth = text => {
    const gap = text.indexOf("\n\n"), [first, ...path] = text.slice(0, gap).split("\n");
    must(gap >= 0 && first.startsWith("old ") && SIZE.test(first.slice(4)) && path.length <= 63);
    return {old: BigInt(first.slice(4)), path: path.map(node => fromBase64(node, 32)), note: readNote(text.slice(gap + 2))};
  };
  const KINDS = {
    text: value => typeof value === "string", number: Number.isSafeInteger, list: Array.isArray,
    map: value => typeof value === "object" && value !== null && !Array.isArray(value),
  };
  const has = (value, members) => KINDS.map(value)
    && Object.keys(value).sort().join() === Object.keys(members).sort().join()
    && Object.entries(members).every(([name, kind]) => KINDS[kind](value[name]));
  const isHex = (text, length) => text.length === 2 * length && /^[0-9a-f]*$/.test(text);
  const readReceipt = async text => {
    let plain;
    try { plain = JSON.parse(text); } catch { throw new Unreadable(); }
    const isSealed = KINDS.map(plain) && "note" in plain;
    must(has(plain, {entries: "list", format: "text", ...(isSealed ? {key: "text", note: "text"} : {sealed_by: "number"})}));
    must(plain.format === TOLD.format && plain.entries.length > 0);
    for (const entry of plain.entries) {
      const isTold = KINDS.map(entry) && "told" in entry;
      must(has(entry, {id: "text", kind: "text", at: "number", commitment: "text",
        ...(isSealed ? {index: "number", path: "list"} : {}), ...(isTold ? {told: "map", salt: "text"} : {})}));
      must(entry.at >= 0 && entry.at <= LATEST);
      must(isHex(entry.commitment, 32) && isHex(entry.id, 16) && (!isTold || isHex(entry.salt, 32)));
      for (const node of entry.path || []) { must(KINDS.text(node)); fromBase64(node, 32); }
    }
    if (isSealed) return {plain, entries: plain.entries, key: await readKey(plain.key), note: readNote(plain.note)};
    must(plain.sealed_by >= 0 && plain.sealed_by <= LATEST);
    return {plain, entries: plain.entries, sealedBy: plain.sealed_by};
  };
  const read = async bytes => {
    let text;
    try { text = textOf(bytes); } catch { throw new Unreadable(); }
    if (text.startsWith("{")) return {receipt: await readReceipt(text)};
    return text.startsWith("old ") ? {growth: readGrowth(text)} : {note: readNote(text)};
  };

  // ---- proofs: RFC 9162, sections 2.1.3.2 and 2.1.4.2 ----
  const upFromRightEdge = at => { while (at.here && !(at.here & 1n)) { at.here >>= 1n; at.last >>= 1n; } };
  const rootWith = async (leaf, index, size, path) => {
    if (index < 0n || index >= size) return null;
    const at = {here: index, last: size - 1n};
    let node = leaf;
    for (const beside of path) {
      if (at.last === 0n) return null;
      if (at.here & 1n || at.here === at.last) { node = await nodeHash(beside, node); upFromRightEdge(at); }
      else node = await nodeHash(node, beside);
      at.here >>= 1n; at.last >>= 1n;
    }
    return at.last === 0n ? node : null;
  };
  const continues = async (old, oldRoot, size, root, path) => {
    if (size === 0n && !same(root, await sha256(new Uint8Array()))) return false;
    if (old === 0n) return !path.length && same(oldRoot, await sha256(new Uint8Array()));
    if (old === size) return !path.length && same(oldRoot, root);
    if (old > size) return false;
    const rest = old & (old - 1n) ? path : [oldRoot, ...path];
    const at = {here: old - 1n, last: size - 1n};
    while (at.here & 1n) { at.here >>= 1n; at.last >>= 1n; }
    if (!rest.length) return false;
    let older = rest[0], newer = rest[0];
    for (const beside of rest.slice(1)) {
      if (at.last === 0n) return false;
      if (at.here & 1n || at.here === at.last) {
        older = await nodeHash(beside, older); newer = await nodeHash(beside, newer); upFromRightEdge(at);
      } else newer = await nodeHash(newer, beside);
      at.here >>= 1n; at.last >>= 1n;
    }
    return at.last === 0n && same(older, oldRoot) && same(newer, root);
  };

  // ---- signatures ----
  const publicKeyOf = bytes => crypto.subtle.importKey("raw", bytes, {name: "Ed25519"}, false, ["verify"]);
  const secondsOf = content => content.slice(0, 8).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const verifies = async (key, content, message) => {
    if (content.length !== 64) return false;
    try { return await crypto.subtle.verify({name: "Ed25519"}, await publicKeyOf(key.publicKey), content, utf8(message)); }
    catch { return false; }
  };
  const isTrue = async (signature, head, key) => {
    if (signature.name !== key.name || !same(signature.id, key.id)) return false;
    if (key.kind === 4 && !(secondsOf(signature.content) > 0n && secondsOf(signature.content) < 1n << 37n)) return false;
    const content = key.kind === 4 ? signature.content.slice(8) : signature.content;
    const message = key.kind === 4 ? `cosignature/v1\ntime ${secondsOf(signature.content)}\n${head.text}` : head.text;
    return verifies(key, content, message);
  };
  // Which key a line says follows this one: a log's key signs the next, and later heads carry that line.
  const HANDED = "chengxin-handover/1";
  const handedBy = async (signature, key) => {
    if (key.kind === 4 || signature.name !== key.name || signature.content.length <= 32) return null;
    const id = (await sha256(join(utf8(`${key.name}\n`), [255], utf8(HANDED), key.publicKey))).slice(0, 4);
    if (!same(signature.id, id)) return null;
    const publicKey = signature.content.slice(0, 32), full = await sha256(join(utf8(`${key.name}\n`), [1], publicKey));
    const after = {name: key.name, id: full.slice(0, 4), kind: 1, publicKey};
    after.text = `${key.name}+${hexOf(after.id)}+${base64Of(join([1], publicKey))}`;
    return await verifies(key, signature.content.slice(32), `${HANDED}\n${key.text}\n${after.text}\n`) ? after : null;
  };
  const heirs = async (note, key) => {
    const found = [key];
    for (const one of found) for (const signature of note.signatures) {
      const after = await handedBy(signature, one);
      if (after && !found.some(known => known.text === after.text)) found.push(after);
    }
    return found;
  };
  const isSigned = async (note, key) => {
    const lines = [];
    for (const heir of await heirs(note, key)) for (const one of note.signatures) {
      if (one.name === heir.name && same(one.id, heir.id)) lines.push([one, heir]);
    }
    for (const [line, heir] of lines) if (!await isTrue(line, note.head, heir)) return false;
    return lines.length > 0;
  };

  // ---- verdicts ----
  const checkReceipt = async (receipt, bytes, key) => {
    const told = {found: [], key: receipt.key, head: receipt.note && receipt.note.head, entries: receipt.entries, sealedBy: receipt.sealedBy};
    const but = found => ({...told, found: [found]});
    let written;
    try { written = utf8(canonical(receipt.plain) + "\n"); } catch { return but("touched"); }
    if (!same(written, bytes)) return but("touched");
    for (const entry of receipt.entries) {
      if (!("told" in entry)) continue;
      if (hexOf(await sha256(join(fromHex(entry.salt), utf8(canonical(entry.told))))) !== entry.commitment) return but("other_words");
    }
    if (!receipt.note) return but("not_sealed");
    if (key && !(await heirs(receipt.note, key)).some(heir => heir.text === receipt.key.text)) return but("other_key");
    if (receipt.key.name !== receipt.note.head.origin || !await isSigned(receipt.note, receipt.key)) return but("not_signed");
    const {size, root} = receipt.note.head;
    for (const entry of receipt.entries) {
      const {at, commitment, id, kind} = entry;
      const leaf = await sha256(join([0], utf8(canonical({at, commitment, id, kind}))));
      const reached = await rootWith(leaf, BigInt(entry.index), size, entry.path.map(node => fromBase64(node, 32)));
      if (!reached || !same(reached, root)) return but("not_in_ledger");
    }
    return told;
  };
  const check = async (bytes, key) => {
    let found;
    try { found = await read(bytes); } catch (fault) { if (fault instanceof Unreadable) return {found: ["unreadable"]}; throw fault; }
    if (found.receipt) return checkReceipt(found.receipt, bytes, key);
    const note = found.note || found.growth.note;
    if (!key) return {found: ["key_needed"], head: note.head};
    const isRight = key.name === note.head.origin && await isSigned(note, key);
    return {found: isRight ? [] : ["not_signed"], key, head: note.head};
  };
  const between = async (before, now, shown) => {
    if (before.origin !== now.origin) return ["other_ledger"];
    if (now.size < before.size) return ["cut_short"];
    if (now.size === before.size) return same(now.root, before.root) ? [] : ["two_ledgers"];
    let grown;
    try { grown = readGrowth(textOf(shown)); } catch { return ["growth_needed"]; }
    if (grown.old !== before.size || grown.note.head.text !== now.text) return ["other_growth"];
    return await continues(before.size, before.root, now.size, now.root, grown.path) ? [] : ["rewritten"];
  };
  const compare = async (bytes, older, growth, key) => {
    const before = await check(older, key), now = await check(bytes, key || before.key);
    if (now.found.length) return now;
    if (before.found.length) return {...before, isOfOlder: true};
    return {...now, found: await between(before.head, now.head, growth && growth.length ? growth : bytes), before};
  };

  // ---- what is shown ----
  const make = (tag, className, ...inside) => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    made.append(...inside);
    return made;
  };
  const moment = seconds => {
    const told = new Intl.DateTimeFormat("en", {timeZone: "Asia/Shanghai", year: "numeric", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23"});
    const of = Object.fromEntries(told.formatToParts(new Date(seconds * 1000)).map(part => [part.type, part.value]));
    return `${of.year}年${of.month}月${of.day}日${of.hour}:${of.minute}`;
  };
  const readOut = entry => {
    const told = entry.told || {}, both = {...told, ...(KINDS.map(told.content) ? told.content : {})};
    return Object.entries(TOLD.labels).filter(([name]) => ["string", "number"].includes(typeof both[name])).map(([name, label]) => [label, String(both[name])]);
  };
  const show = (verdict, {isCompared, hasKey}) => {
    const isRight = !verdict.found.length, said = byId("result-said"), facts = byId("result-facts");
    said.replaceChildren(); facts.replaceChildren();
    const say = text => said.append(make("p", "govuk-body cx-measure", text));
    const fact = (label, text, className) => facts.append(make("dt", "", label), make("dd", className || "", text));
    // What is younger than its seal, or lacks a key, is no forgery: there is nothing to check yet, and it proves nothing yet.
    const isEarly = verdict.found.includes("not_sealed"), which = verdict.isOfOlder ? "旧凭证" : "这份文件";
    const lacks = verdict.found.some(found => ["key_needed", "growth_needed"].includes(found));
    const [shape, word, title] = isRight ? ["done", "通过", "核对无误"]
      : isEarly ? ["waiting", "还没有封", `${which}还没有封进账本，现在还不能核对`]
      : lacks ? ["waiting", "还差一样", `${which}现在还不能核对，还差一样`]
      : ["overdue", "不通过", `${which}核对不通过`];
    byId("result-tag").className = `govuk-tag cx-tag--${shape}`;
    byId("result-tag").textContent = word;
    byId("result-title").textContent = title;
    for (const found of verdict.found) say(TOLD.sentences[found]);
    if (isEarly) {
      say(`请在${moment(verdict.sealedBy)}以后，从原来那一页再下载。`);
      say("这不是说它有错。现在这一份什么也证明不了；别人拿来的，也请他再下载一次。");
    }
    if (verdict.found.includes("growth_needed")) say(`请从/ledger/growth/${verdict.before.head.size}/${verdict.head.size}下载增长证明。`);
    if (isRight) {
      say(isCompared ? "账本是接着旧凭证写的：旧的部分一点没有动过。" : verdict.entries ? "这件事记在签过名的账本里，凭证一个字节也没有改过。" : "这个检查点是这把公钥签的。");
      if (!hasKey) say("公钥取自凭证自己。请和账本公布的、或者别处抄来的公钥对一对。");
      for (const entry of verdict.entries || []) {
        fact(`第${entry.index}片叶子`, `${moment(entry.at)}，${TOLD.kinds[entry.kind] || entry.kind}`);
        for (const [label, words] of readOut(entry)) fact(label, words, "cx-break");
      }
      fact("账本", `${verdict.head.origin}，${verdict.head.size}片叶子`, "cx-break");
      fact("根", base64Of(verdict.head.root), "cx-id cx-break");
      fact("公钥", verdict.key.text, "cx-id cx-break");
    }
    byId("result").hidden = false;
    byId("result-title").focus();
  };
  const complain = (field, text) => {
    for (const name of ["file", "key"]) {
      const isIt = name === field;
      byId(`${name}-error`).hidden = !isIt;
      byId(`${name}-error-text`).textContent = isIt ? text : "";
      byId(`${name}-group`).classList.toggle("govuk-form-group--error", isIt);
    }
    byId("wrong").hidden = !field;
    byId("result").hidden = true;
    if (!field) return;
    byId("wrong-text").textContent = text;
    byId("wrong-text").href = `#${field}`;
    byId("wrong").focus();
  };
  const bytesOf = async id => { const [file] = byId(id).files; return file ? new Uint8Array(await file.arrayBuffer()) : null; };
  byId("form").addEventListener("submit", async event => {
    event.preventDefault();
    complain("");
    const bytes = await bytesOf("file"), older = await bytesOf("older"), growth = await bytesOf("growth"), typed = byId("key").value.trim();
    if (!bytes) return complain("file", "请选一个文件");
    let key = null;
    try { key = typed ? await readKey(typed) : null; } catch { return complain("key", "这不是一把公钥，请整行抄来"); }
    show(older ? await compare(bytes, older, growth, key) : await check(bytes, key), {isCompared: !!older, hasKey: !!key});
  });

  // RFC 8032, 7.1, test 1: does this browser know the signature at all?
  const tried = async () => {
    try { await publicKeyOf(fromHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")); return true; } catch { return false; }
  };
  tried().then(isAble => { byId(isAble ? "form" : "old").hidden = false; });
  window.receipts = {
    check: async (bytes, key) => (await check(Uint8Array.from(bytes), key ? await readKey(key) : null)).found,
    compare: async (bytes, older, growth, key) => (await compare(Uint8Array.from(bytes), Uint8Array.from(older), growth && Uint8Array.from(growth), key ? await readKey(key) : null)).found,
  };
})();
