"use strict";
(() => {
  const SHOWN = 300;
  // Python has 2 GB here at most; more bytes than this would end in the middle.
  const MOST_BYTES = 100 * 1000 * 1000;
  const STAGES = {python: "正在打开检查程序（第2步，共3步）", law: "正在读法库（第3步，共3步）"};
  const SEVERITIES = {file: "退回", refused: "退回", waiting: "等待", note: "说明"};
  const TAGS = {waiting: "cx-code cx-code--ask", note: "cx-code"};
  const byId = id => document.getElementById(id);
  const parts = Object.fromEntries(
    [...document.querySelectorAll("script[data-part]")].map(part => [part.dataset.part, part.textContent]));
  const tools = URL.createObjectURL(new Blob([byId("tools").textContent], {type: "text/javascript"}));

  // ---- the checking, in a worker ----
  let worker, waiting, last = 0, titles = {};
  const ask = (act, told = {}, moved = []) => new Promise((resolve, reject) => {
    waiting.set(++last, {resolve, reject});
    worker.postMessage({id: last, act, ...told}, moved);
  });
  const start = () => {
    if (worker) worker.terminate();
    waiting = new Map();
    worker = new Worker(tools);
    worker.onmessage = ({data}) => {
      if (data.stage) return say(STAGES[data.stage]);
      const asked = waiting.get(data.id);
      waiting.delete(data.id);
      if ("fault" in data) asked.reject(new Error(data.fault));
      else asked.resolve(data.done);
    };
    worker.onerror = event => {
      for (const asked of waiting.values()) asked.reject(new Error(event.message || "worker"));
    };
    say("正在准备（第1步，共3步）");
    return ask("start", {parts}).then(JSON.parse);
  };
  const check = async (bytes, name, feed, on) => {
    await ready;
    return ask("check", {bytes, name, feed, on}, [bytes]);
  };
  // The civil date in Asia/Shanghai, whatever the clock of this PC is set to.
  const today = () => {
    const told = new Intl.DateTimeFormat("en", {timeZone: "Asia/Shanghai", year: "numeric", month: "2-digit", day: "2-digit"});
    const of = Object.fromEntries(told.formatToParts(new Date()).map(part => [part.type, part.value]));
    return `${of.year}-${of.month}-${of.day}`;
  };
  const inWords = day => day.replace(/^(\d+)-0?(\d+)-0?(\d+)$/, "$1年$2月$3日");

  // ---- what is shown ----
  const say = text => { byId("status").textContent = text; };
  const show = (id, isShown) => { byId(id).hidden = !isShown; };
  const make = (tag, className, ...inside) => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    made.append(...inside);
    return made;
  };
  const count = number => number.toLocaleString("zh-CN");
  const cell = (label, ...inside) => {
    const made = make("td", "govuk-table__cell", make("div", "", ...inside));
    made.setAttribute("role", "cell");
    made.dataset.label = label;
    return made;
  };
  const row = (first, ...others) => {
    first.classList.add("cx-stack__lead");
    const made = make("tr", "govuk-table__row", first, ...others);
    made.setAttribute("role", "row");
    return made;
  };
  const mark = severity => make("span", TAGS[severity] || "cx-code cx-code--bad", SEVERITIES[severity]);
  const headline = report => {
    if (!report.rows) return "现在交，整份都会退回";
    if (report.accepted === report.rows) return `${count(report.rows)}行都收得下`;
    const told = [report.accepted ? `收得下${count(report.accepted)}行` : "没有收得下的行"];
    if (report.refused) told.push(`有${count(report.refused)}行要您改`);
    if (report.waiting) told.push(`有${count(report.waiting)}行先等着`);
    if (report.duplicate) told.push(`有${count(report.duplicate)}行重复`);
    return told.join("，");
  };
  const byKind = issues => {
    const kinds = new Map();
    for (const issue of issues) {
      const kind = kinds.get(issue.code) || {...issue, times: 0};
      kind.times += 1;
      kinds.set(issue.code, kind);
    }
    return [...kinds.values()].sort((one, other) => other.times - one.times);
  };
  const place = issue => {
    const told = [make("b", "cx-num cx-nowrap", issue.row ? `第${issue.row}行` : "整份文件")];
    if (issue.sheet) told.push(make("br"), make("span", "cx-small cx-muted", issue.sheet));
    return told;
  };

  let shown;
  const tell = (text, file, on) => {
    const report = JSON.parse(text), issues = report.issues;
    shown = {text, name: file.name};
    byId("result-about").textContent = `${file.name}·${byId("feed").selectedOptions[0].textContent}·按${inWords(on)}检查`;
    byId("result-title").textContent = headline(report);
    for (const name of ["accepted", "refused", "duplicate", "waiting", "rows"]) byId(`sum-${name}`).textContent = count(report[name]);
    byId("sha256").textContent = report.sha256;
    show("sums", report.rows > 0);
    show("unread", !report.rows);
    show("fine", report.rows > 0 && issues.every(issue => issue.severity === "note"));
    show("issues", issues.length > 0);
    const kinds = byKind(issues);
    show("by-kind", kinds.length < issues.length);
    byId("kinds").replaceChildren(...kinds.map(kind => row(
      cell("问题", mark(kind.severity), ` ${titles[kind.code]}`),
      cell("处数", make("span", "cx-num", count(kind.times))))));
    byId("rows").replaceChildren(...issues.slice(0, SHOWN).map(issue => row(
      cell("行", ...place(issue)),
      cell("列", issue.column || "整行"),
      cell("结果", mark(issue.severity)),
      cell("问题", issue.message),
      cell("怎么改", issue.remedy))));
    byId("more").textContent = issues.length > SHOWN
      ? `先列${SHOWN}处，其余${count(issues.length - SHOWN)}处在问题清单里。` : "";
    show("result", true);
    byId("result-title").focus();
  };

  // ---- what was left out or is too much ----
  const complain = wrong => {
    for (const id of ["feed", "file"]) {
      const sentence = wrong[id] || "", field = byId(id);
      byId(`${id}-error`).hidden = !sentence;
      byId(`${id}-error-text`).textContent = sentence;
      byId(`${id}-group`).classList.toggle("govuk-form-group--error", !!sentence);
      if (sentence) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
    byId("wrong-list").replaceChildren(...Object.entries(wrong).map(([id, sentence]) => {
      const link = make("a", "", sentence);
      link.href = `#${id}`;
      link.addEventListener("click", event => { event.preventDefault(); byId(id).focus(); });
      return make("li", "", link);
    }));
    const isWrong = Object.keys(wrong).length > 0;
    show("wrong", isWrong);
    if (isWrong) byId("wrong").focus();
    return isWrong;
  };
  const faulty = (file, feed) => {
    const wrong = {};
    if (!feed) wrong.feed = "请选这是哪一类数据";
    if (!file) wrong.file = "请选一份文件";
    else if (file.size > MOST_BYTES) {
      wrong.file = `这份文件有${Math.ceil(file.size / 1e6)}MB，这一页最多查${MOST_BYTES / 1e6}MB。请分成几份查；直接交到平台也行，一样会检查`;
    }
    return wrong;
  };

  // ---- acts ----
  const busy = isBusy => {
    byId("go").disabled = isBusy;
    show("stop", isBusy);
    show("status-block", isBusy || !isReady);
  };
  let isReady = false, ready;
  const open = () => {
    isReady = false;
    busy(false);
    ready = Promise.resolve().then(start);
    ready.then(about => {
      titles = about.titles;
      isReady = true;
      say("");
      busy(false);
    }, () => {
      show("form", false);
      show("status-block", false);
      show("old", true);
    });
  };
  const go = async () => {
    const file = byId("file").files[0], feed = byId("feed").value, on = today();
    show("result", false);
    show("failed", false);
    if (complain(faulty(file, feed))) return;
    let bytes;
    try {
      bytes = await file.arrayBuffer();
    } catch {
      complain({file: "选好以后，这份文件又改过，或者正被别的程序占着。请关掉那个程序，重新选一次"});
      return;
    }
    const mine = worker;
    busy(true);
    try {
      await ready;
      say("正在检查。行数多的文件要几分钟，这一页没有停住");
      const text = await check(bytes, file.name, feed, on);
      tell(text, file, on);
    } catch (fault) {
      if (mine !== worker) return;
      byId("fault").textContent = fault.message.trim().split("\n").pop();
      show("failed", true);
      byId("failed-title").focus();
      open(); // what happened inside may have left it unusable
    } finally {
      if (mine === worker) { say(""); busy(false); }
    }
  };
  const download = async () => {
    const list = await ask("issues_csv", {report: shown.text});
    const link = make("a");
    link.href = URL.createObjectURL(new Blob([list], {type: "text/csv"}));
    link.download = `问题清单-${shown.name.replace(/\.[^.]*$/, "")}.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
  };

  byId("form").addEventListener("submit", event => { event.preventDefault(); go(); });
  byId("stop").addEventListener("click", () => { open(); byId("go").focus(); });
  byId("csv").addEventListener("click", download);
  byId("print").addEventListener("click", () => window.print());
  byId("today").textContent = inWords(today());
  show("opening", false);
  show("form", true);
  open();
  window.precheck = {check, today, ready: () => ready};
})();
