// The page of whoever follows from elsewhere renews itself; what is new is read out.
import { follow } from "./meeting/news.js";

const place = document.querySelector("[data-follow]");
const state = document.querySelector("[data-follow-state]");
const news = document.querySelector("[data-follow-news]");
let shownState = "";

function say(kind) {
  const now = new Date().toLocaleTimeString("en-GB");
  if (kind === "connected") {
    state.textContent = `This page renews itself. Up to date at ${now}.`;
  } else if (kind !== shownState) {
    if (kind === "signed-out") {
      const link = Object.assign(document.createElement("a"), {
        href: place.dataset.followSignIn,
        className: "govuk-link",
        textContent: "Sign in again",
      });
      state.replaceChildren("You have been signed out. ", link, " to go on following.");
      news.textContent = "You have been signed out.";
    } else {
      state.textContent = `Not up to date: there has been no connection since ${now}. It is tried again.`;
      news.textContent = "There is no connection.";
    }
  }
  if (kind === "connected" && shownState && shownState !== kind) news.textContent = "Connected again.";
  shownState = kind;
}

follow(
  () => place.dataset.follow,
  (said) => {
    const focused = document.activeElement?.closest("[data-follow] a")?.getAttribute("href");
    place.innerHTML = said.html;
    if (focused) place.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
    news.textContent = said.signed ? "The minutes are signed." : said.news;
  },
  say,
);
say("connected");
