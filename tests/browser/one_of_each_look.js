/* Of all elements with words that are drawn alike - the same tag and style, within parents of the same - the first.
   What stands free of its parents is alike to nothing, and one letter not to a word: axe leaves it undecided. */
window.oneOfEachLook = () => {
    const looks = new Map([[null, ""]]);
    const found = new Map();
    const number = new Map();
    const said = (node) => node.nodeType === Node.TEXT_NODE && node.data.trim();
    for (const element of document.querySelectorAll("*")) {
        const style = getComputedStyle(element);
        const alone = ["absolute", "fixed", "sticky"].includes(style.position) || element.namespaceURI.endsWith("svg");
        const own = [
            looks.get(element.parentElement), element.localName, element.type, style.visibility, style.color,
            style.backgroundColor, style.backgroundImage, style.opacity, style.fontSize, style.fontWeight, style.filter,
            style.textDecorationLine, style.transform, style.textShadow, element.disabled, element.control?.disabled,
            getComputedStyle(element, "::before").content, getComputedStyle(element, "::after").content,
            alone ? looks.size : "",
        ].join("|");
        if (!number.has(own)) number.set(own, String(number.size));
        looks.set(element, number.get(own));
        const words = [...element.childNodes].filter(said).map((node) => node.data.trim());
        const look = looks.get(element) + (words.some((each) => each.length > 1) ? "" : " a letter");
        const speaks = words.length || element.matches("input, select, textarea");
        if (speaks && element.checkVisibility({ visibilityProperty: true }) && !found.has(look)) {
            found.set(look, element);
        }
    }
    return [...found.values()];
};
