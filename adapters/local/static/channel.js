/* Keeps a channel fresh while it is open, and helps with the answer box. Everything works without it.

   The server says only that something changed; the page is then fetched as anyone would see it, and new answers are
   put into the lists on this one. Forms are never replaced, and focus stays where it is. Small enough to read, so
   that no library is needed for it. */

"use strict";

(() => {
  const live = document.querySelector("[data-events]");
  const status = document.querySelector("[data-status]");
  let latest = live ? Number(live.dataset.latest) : 0;
  let source = null;
  let fetching = false;
  let again = false;

  function announce(added) {
    const said = added.map((part) => part.dataset.said).filter(Boolean);
    if (status && said.length) status.textContent = [...new Set(said)].join(" ");
  }

  function replace(old, fresh) {
    const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
    old.replaceWith(fresh);
    if (focused) (document.getElementById(focused) || fresh).focus({ preventScroll: true });
  }

  /* Brings one list up to date by the ids of its children; returns those that are new. */
  function renew(list, fresh) {
    const added = [];
    let before = null;
    for (const child of [...fresh.children]) {
      const here = document.getElementById(child.id);
      if (!here) {
        const arrived = document.importNode(child, true);
        arrived.classList.add("arrived");
        before ? before.after(arrived) : list.prepend(arrived);
        added.push(arrived);
        before = arrived;
        prepare(arrived);
      } else {
        if (here.dataset.version !== child.dataset.version) {
          const changed = document.importNode(child, true);
          replace(here, changed);
          before = changed;
        } else {
          before = here;
        }
      }
    }
    if (!("keep" in list.dataset)) {
      for (const child of [...list.children]) {
        if (!fresh.querySelector(`:scope > [id="${child.id}"]`)) child.remove();
      }
    }
    return added;
  }

  async function refresh() {
    if (fetching) { again = true; return; }
    fetching = true;
    try {
      const answer = await fetch(location.pathname + location.search, { credentials: "same-origin" });
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.querySelector("[data-events]");
      if (!now) return;
      const added = [];
      for (const fresh of page.querySelectorAll("[data-list]")) {
        const list = document.getElementById(fresh.id);
        if (list) added.push(...renew(list, fresh));
      }
      document.getElementById("empty")?.toggleAttribute("hidden", Boolean(document.querySelector("#threads > *")));
      latest = Number(now.dataset.latest);
      announce(added);
    } catch {
      /* The connection is gone: the next event brings it up to date. */
    } finally {
      fetching = false;
      if (again) { again = false; refresh(); }
    }
  }

  function watch() {
    if (!live || source) return;
    source = new EventSource(live.dataset.events);
    source.addEventListener("changed", (event) => {
      if (Number(event.data) !== latest) refresh();
    });
  }

  function rest() {
    source?.close();
    source = null;
  }

  /* Browsers allow few connections to one place: pages nobody looks at give theirs back. */
  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : watch()));
  addEventListener("pagehide", rest);
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-once]")) delete form.dataset.sent;
    watch();
  });

  /* A button pressed twice sends once; a long answer shows what is left. */
  function prepare(part) {
    for (const form of part.querySelectorAll("form[data-once]")) {
      form.addEventListener("submit", (event) => {
        if (form.dataset.sent) event.preventDefault();
        form.dataset.sent = "yes";
      });
      const box = form.querySelector("textarea[data-limit]");
      const count = form.querySelector("[data-count]");
      if (!box || !count) continue;
      box.addEventListener("input", () => {
        const left = Number(box.dataset.limit) - [...box.value].length;
        count.hidden = left > 500;
        count.textContent = left < 0
          ? `${(-left).toLocaleString("en-GB")} characters too many`
          : `${left.toLocaleString("en-GB")} characters left`;
      });
    }
  }

  prepare(document);
  watch();
})();
