/* Of all elements with words that are drawn alike - the same style, within parents of the same - the first.
   What stands free of its parents is alike to nothing. */
window.oneOfEachLook = () => {
    const looks = new Map([[null, ""]]);
    const found = new Map();
    const number = new Map();
    const said = (node) => node.nodeType === Node.TEXT_NODE && node.data.trim();
    for (const element of document.querySelectorAll("*")) {
        const style = getComputedStyle(element);
        const alone = ["absolute", "fixed", "sticky"].includes(style.position) || element.namespaceURI.endsWith("svg");
        const own = [
            looks.get(element.parentElement), style.color, style.backgroundColor, style.backgroundImage, style.opacity,
            style.fontSize, style.fontWeight, style.filter, style.textDecorationLine, style.transform, style.textShadow,
            element.disabled, alone ? found.size + "." + looks.size : "",
        ].join("|");
        if (!number.has(own)) number.set(own, String(number.size));
        looks.set(element, number.get(own));
        const speaks = element.matches("input, select, textarea") || [...element.childNodes].some(said);
        if (speaks && element.checkVisibility() && !found.has(looks.get(element))) {
            found.set(looks.get(element), element);
        }
    }
    return [...found.values()];
};
