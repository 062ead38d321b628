// Counts a view as the reader who opens this page, and shows what a page of a platform would show.

/**
 * Longer than a count is cached (VIEW_COUNT_CACHE_TTL, 1 s by default). Until then the badge may show the count before
 * this view.
 */
const COUNT_IS_KEPT_MILLIS = 1_100;

const element = (id) => document.getElementById(id);

function say(state, text) {
  element("answer").dataset.state = state;
  element("answer").textContent = text;
}

/** The parameter makes each address unique, because browsers cache a badge for a minute. */
function showBadge(story) {
  const badge = element("badge");
  badge.src = `/api/stories/${story}/badge.svg?label=reads&at=${Date.now()}`;
  badge.alt = `Badge of story ${story}`;
  element("badge-line").hidden = false;
}

async function count(story) {
  const answer = await fetch(`/api/stories/${story}/view`, { method: "POST" });
  const body = await answer.json();
  if (!answer.ok) {
    element("badge-line").hidden = true;
    say("failed", `${body.title} (${answer.status}): ${body.detail}`);
    return;
  }
  if (body.counted === null) {
    element("badge-line").hidden = true;
    say("kept", `Footfall keeps the view of ${story}, and counts it when Postgres is back if there is such a story.`);
    return;
  }
  const views = body.viewCount === 1 ? "1 view" : `${body.viewCount} views`;
  const counted = body.isFirstView ? "counted you" : "had counted you already, and counts you once in a window";
  say("counted", `Footfall ${counted}: story ${story} has ${views}.`);
  showBadge(story);
  setTimeout(() => showBadge(story), COUNT_IS_KEPT_MILLIS);
}

element("view").addEventListener("submit", (event) => {
  event.preventDefault();
  const story = element("story").value;
  count(story).catch((error) => say("failed", `Footfall does not answer: ${error.message}`));
});
