// Reads a policy's file into the text that is sent. Without it people paste.
const pick = document.getElementById("ppick");
const text = document.getElementById("pfile");
if (pick && text) {
  pick.parentElement.hidden = false;
  pick.addEventListener("change", async () => {
    if (pick.files.length > 0) text.value = await pick.files[0].text();
  });
}
