// On a phone the menu is wider than the screen: the page one is on comes into sight.
document.querySelector(".menu [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
