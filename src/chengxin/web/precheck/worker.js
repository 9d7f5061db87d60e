// Runs beside the page: unpacks what the page carries, starts Python, checks files. A classic worker, because a page
// opened from a disk may not start a module; nothing is fetched, and the content security policy would not allow it.
"use strict";

const carried = async text => {
  const packed = Uint8Array.from(atob(text), sign => sign.charCodeAt(0));
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(unpacked).arrayBuffer());
};

// Pyodide refuses to run where scripts can be imported, which it takes for the sign of an old kind of worker.
const importScript = self.importScripts.bind(self);
self.importScripts = () => { throw new Error("nothing is imported here"); };
const run = text => importScript(URL.createObjectURL(new Blob([text], {type: "text/javascript"})));

const NOWHERE = "https://precheck.invalid/";

async function startPython(parts) {
  const held = {
    "pyodide.asm.wasm": [parts.python, "application/wasm"],
    "python_stdlib.zip": [parts.library, "application/zip"],
  };
  self.fetch = async url => {
    const [content, type] = held[String(url).slice(NOWHERE.length)];
    return new Response(content, {headers: {"Content-Type": type}});
  };
  const text = part => new TextDecoder().decode(part);
  run(text(parts.loader));
  run(text(parts.machine)
    .replaceAll("import.meta.url", JSON.stringify(NOWHERE))
    .replace("export default _createPyodideModule", "self.createPyodideModule=_createPyodideModule"));
  return self.loadPyodide({
    indexURL: NOWHERE,
    createPyodideModule: self.createPyodideModule,
    lockFileContents: {info: {arch: "wasm32", platform: "emscripten", version: "", python: "", abi_version: "2026_0"}, packages: {}},
  });
}

async function start(packed) {
  const parts = {};
  for (const [name, text] of Object.entries(packed)) parts[name] = await carried(text);
  postMessage({stage: "python"});
  const python = await startPython(parts);
  postMessage({stage: "law"});
  python.FS.mkdirTree("/usr/share/zoneinfo/Asia");
  python.FS.writeFile("/usr/share/zoneinfo/Asia/Shanghai", parts.zone);
  const place = python.runPython("import site; site.getsitepackages()[0]");
  python.unpackArchive(parts.reader, "zip", {extractDir: place});
  python.unpackArchive(parts.product, "zip", {extractDir: place});
  const offline = python.pyimport("chengxin.intake.offline");
  return {
    about: () => offline.about(),
    check: ({bytes, name, feed, on}) => {
      const data = python.toPy(new Uint8Array(bytes));
      try {
        return offline.check(data, name, feed, on);
      } finally {
        data.destroy();
      }
    },
    issues_csv: ({report}) => {
      const data = offline.issues_csv(report);
      try {
        return data.toJs();
      } finally {
        data.destroy();
      }
    },
  };
}

let started;
onmessage = async ({data: {id, act, ...told}}) => {
  try {
    if (act === "start") started = start(told.parts);
    const acts = await started;
    postMessage({id, done: act === "start" ? acts.about() : acts[act](told)});
  } catch (fault) {
    postMessage({id, fault: String(fault && fault.message || fault)});
  }
};
